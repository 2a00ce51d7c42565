/** Target `java`: see README.md. */
import type { Model } from "../../model/model.ts";
import type { GeneratedFile, Target } from "../../target.ts";
import { capabilities } from "./capabilities.ts";
import { spelling } from "./spelling.ts";
import { typing } from "./typing.ts";
import { classSignature, classSource, factorySource } from "./classes.ts";
import { printExampleLines } from "./examples.ts";
import { functionSignature, holderSources, tensorSource } from "./functions.ts";
import { factoryHolders } from "./names.ts";
import { sourceFile, type Source } from "./source.ts";
import { tableSources } from "./tables.ts";
import { testSources } from "./tests.ts";

const ROOT = "bindings/java/generated";

function printed(folder: "main" | "test", source: Source, model: Model): GeneratedFile {
  const path = `${ROOT}/${folder}/${source.package.replaceAll(".", "/")}/${source.name}.java`;
  return { path, text: sourceFile(source, model) };
}

const target: Target = {
  name: "java",
  capabilities,
  spelling,
  typing,
  owns: [ROOT],
  files: (model) => [
    ...[
      tensorSource(model),
      ...holderSources(model),
      ...model.classes.map((c) => classSource(c, model)),
      ...model.classes.filter((c) => factoryHolders().includes(c.name)).map((c) => factorySource(c, model)),
      ...tableSources(model),
    ].map((source) => printed("main", source, model)),
    ...testSources(model).map((source) => printed("test", source, model)),
  ],
  documentation: {
    title: "Java",
    fence: "java",
    signature: functionSignature,
    classSignature,
    example: (example) => printExampleLines(example).join("\n"),
  },
};

export default target;
