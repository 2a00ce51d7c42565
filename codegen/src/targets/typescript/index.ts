/** Target `typescript`: see README.md. */
import type { Target } from "../../target.ts";
import { capabilities } from "./capabilities.ts";
import { spelling } from "./spelling.ts";
import { typing } from "./typing.ts";
import { classFile, classSignature } from "./classes.ts";
import { exampleLines } from "./examples.ts";
import { functionSignature, functionsFile } from "./functions.ts";
import { namer, namespaceFile } from "./names.ts";
import { allNamespaces, generatedIndex, namespaceIndex } from "./namespaces.ts";
import { errorsFile, numbersFile, spellingsFile, typesFile } from "./tables.ts";
import { tensorFile } from "./tensor.ts";

const ROOT = "bindings/typescript/src/generated";

const target: Target = {
  name: "typescript",
  capabilities,
  spelling,
  typing,
  owns: [ROOT],
  files: (model) => {
    const withFunctions = [...new Set(model.functions.map((f) => f.namespace))];
    return [
      { path: `${ROOT}/index.ts`, text: generatedIndex() },
      { path: `${ROOT}/tensor.ts`, text: tensorFile(model) },
      { path: `${ROOT}/types.ts`, text: typesFile(model) },
      { path: `${ROOT}/numbers.ts`, text: numbersFile(model) },
      { path: `${ROOT}/errors.ts`, text: errorsFile(model) },
      { path: `${ROOT}/spellings.ts`, text: spellingsFile(model) },
      ...withFunctions.map((n) => ({
        path: `${ROOT}/functions/${namespaceFile(n)}.ts`,
        text: functionsFile(
          model.functions.filter((f) => f.namespace === n),
          model,
        ),
      })),
      ...model.classes.map((c) => ({ path: `${ROOT}/classes/${namer.class(c.name)}.ts`, text: classFile(c, model) })),
      ...allNamespaces(model).map((n) => ({
        path: `${ROOT}/namespaces/${namespaceFile(n)}.ts`,
        text: namespaceIndex(n, model),
      })),
    ];
  },
  documentation: {
    title: "TypeScript",
    fence: "ts",
    signature: functionSignature,
    classSignature,
    example: (example, model) => exampleLines(example, model).join("\n"),
  },
};

export default target;
