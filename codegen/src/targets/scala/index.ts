/** Target `scala`: see README.md. */
import type { Target } from "../../target.ts";
import { capabilities } from "./capabilities.ts";
import { classFile, classSignature } from "./classes.ts";
import { printExampleLines, testFiles } from "./examples.ts";
import { functionSignature, functionsFile, handlesFile, tensorFile } from "./functions.ts";
import { namer } from "./names.ts";
import { spelling } from "./spelling.ts";
import { typing } from "./typing.ts";
import { constantsFile, recordsFile, wrappersFile } from "./tables.ts";

const ROOT = "bindings/scala/generated";
const MAIN = `${ROOT}/main/mixgrad`;
const folder = (namespace: string): string => (namespace === "" ? MAIN : `${MAIN}/${namespace.replaceAll(".", "/")}`);

const target: Target = {
  name: "scala",
  capabilities,
  spelling,
  typing,
  owns: [ROOT],
  files: (model) => {
    const withForms = model.classes.filter((c) => c.functionForm !== "");
    const withFunctions = [...new Set([...model.functions, ...withForms].map((f) => f.namespace))];
    return [
      { path: `${MAIN}/Tensor.scala`, text: tensorFile(model) },
      { path: `${MAIN}/Constants.scala`, text: constantsFile(model) },
      { path: `${MAIN}/Records.scala`, text: recordsFile(model) },
      { path: `${MAIN}/internal/Fn.scala`, text: handlesFile(model) },
      { path: `${MAIN}/internal/Wrappers.scala`, text: wrappersFile(model) },
      ...withFunctions.map((n) => ({
        path: `${folder(n)}/functions.scala`,
        text: functionsFile(n, model),
      })),
      ...model.classes.map((c) => ({
        path: `${folder(c.namespace)}/${namer.class(c.name)}.scala`,
        text: classFile(c, model),
      })),
      ...testFiles(model).map(({ path, text }) => ({ path: `${ROOT}/test/${path}`, text })),
    ];
  },
  documentation: {
    title: "Scala",
    fence: "scala",
    signature: functionSignature,
    classSignature,
    example: (example) => printExampleLines(example).join("\n"),
  },
};

export default target;
