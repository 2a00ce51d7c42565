/** The Python package `mixgrad`: modules, stubs and the examples as tests. */
import { isTransform } from "../../lower/spread.ts";
import type { ClassModel, FunctionModel } from "../../model/model.ts";
import type { Target } from "../../target.ts";
import { capabilities } from "./capabilities.ts";
import { spelling } from "./spelling.ts";
import { typing } from "./typing.ts";
import { printExampleLines } from "./examples.ts";
import { families, FOLDER, moduleFile, PACKAGE_STUB, packageFile, packageStub, stubFile } from "./modules.ts";
import { classStub, functionStub, resultType } from "./stubs.ts";
import { operatorsFile, tensorModule, tensorStub } from "./tensor.ts";
import { TESTS, testsFile } from "./tests.ts";
import { dtypesFile, errorsFile, recordsFiles } from "./values.ts";

/** A stub's lines without what only type checkers read. */
const shown = (lines: readonly string[]): string =>
  lines.join("\n").replaceAll(": ...", "").replaceAll("def ", "").replaceAll("ArrayLike", "Tensor");

const target: Target = {
  name: "python",
  capabilities,
  spelling,
  typing,
  owns: [FOLDER, PACKAGE_STUB, TESTS],
  files(model) {
    const all = families(model);
    return [
      packageFile(all),
      packageStub(all, model),
      ...all.flatMap((family) => [moduleFile(family, model), stubFile(family, model)]),
      errorsFile(model),
      dtypesFile(model),
      ...recordsFiles(model),
      operatorsFile(model),
      tensorModule(),
      tensorStub(model),
      testsFile(model),
    ];
  },
  documentation: {
    title: "Python",
    fence: "python",
    signature: (f: FunctionModel) =>
      f.member === "function"
        ? shown(functionStub(f).slice(0, isTransform(f) ? undefined : -f.aliases.length || undefined))
        : `${f.name.replace(".new", "")} -> ${resultType(f)}`,
    classSignature: (c: ClassModel) => classStub(c).join("\n").replaceAll("ArrayLike", "Tensor"),
    example: (e) => printExampleLines(e).join("\n"),
  },
};

export default target;
