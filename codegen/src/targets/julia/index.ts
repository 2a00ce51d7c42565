/** The Julia package Mixgrad: the C ABI, functions, classes, and the examples as tests. */
import type { ClassModel, FunctionModel } from "../../model/model.ts";
import type { Target } from "../../target.ts";
import { abiFile } from "./abi.ts";
import { capabilities } from "./capabilities.ts";
import { spelling } from "./spelling.ts";
import { classFiles } from "./classes.ts";
import { printExampleLines } from "./examples.ts";
import { functionFiles } from "./functions.ts";
import { FOLDER, TESTS } from "./layout.ts";
import { isFunctor, methodName, namer, pathFirst, typeName } from "./names.ts";
import { operatorsFile } from "./operators.ts";
import { shownSignature } from "./signature.ts";
import { exportsFile, testsFile } from "./tests.ts";
import { dtypesFile, enumsFile, errorsFile, spellingsFile } from "./values.ts";

function signature(f: FunctionModel): string {
  if (f.member === "constructor") return shownSignature(f, namer.class(f.owner));
  if (f.member === "function") return shownSignature(f, namer.function(f));
  if (isFunctor(f)) return shownSignature(f, "self");
  return pathFirst(f) ? `${methodName(f)}(path, self)` : shownSignature(f, methodName(f), ["self"]);
}

const target: Target = {
  name: "julia",
  capabilities,
  spelling,
  owns: [FOLDER, TESTS],
  files(model) {
    return [
      abiFile(model),
      errorsFile(model),
      dtypesFile(model),
      enumsFile(model),
      spellingsFile(model),
      ...functionFiles(model),
      ...classFiles(model),
      operatorsFile(model),
      exportsFile(model),
      testsFile(model),
    ];
  },
  documentation: {
    title: "Julia",
    fence: "julia",
    signature,
    classSignature: (c: ClassModel) =>
      [
        typeName(c),
        ...(c.constructorFunction ? [signature(c.constructorFunction)] : []),
        ...c.methods.map(signature),
      ].join("\n"),
    example: (e) => printExampleLines(e).join("\n"),
  },
};

export default target;
