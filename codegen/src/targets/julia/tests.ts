/** The examples of the schemas as tests, and the list of exported names. */
import type { ExampleModel, Model } from "../../model/model.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED, indent } from "../../print/text.ts";
import { printTestLines } from "./examples.ts";
import { FOLDER, TESTS } from "./layout.ts";
import {
  errorBase,
  errorClass,
  EXTENDS,
  hasChildren,
  INSIDE,
  isByHand,
  isFunctor,
  methodName,
  namer,
  typeName,
} from "./names.ts";

function testsOf(name: string, examples: readonly ExampleModel[]): string[] {
  return examples.flatMap((e, i) => [
    `@testset "${name}${examples.length > 1 ? ` ${i + 1}` : ""}" begin`,
    ...indent(printTestLines(e), "    "),
    ...(e.statements.some((s) => s.kind === "expect") ? [] : ["    @test true  # it ran to its end"]),
    "end",
    "",
  ]);
}

export function testsFile(model: Model): GeneratedFile {
  return {
    path: `${TESTS}/examples.jl`,
    text: file([
      `# ${GENERATED}`,
      "# The examples of the documentation.",
      "",
      ...model.functions.flatMap((f) => testsOf(f.name, f.examples)),
      ...model.classes.flatMap((c) => [
        ...testsOf(c.name, c.examples),
        ...(c.constructorFunction ? testsOf(c.constructorFunction.name, c.constructorFunction.examples) : []),
        ...c.methods.flatMap((m) => testsOf(m.name, m.examples)),
      ]),
    ]),
  };
}

export function exportsFile(model: Model): GeneratedFile {
  const functions = model.functions.map((f) => namer.function(f));
  const methods = model.classes.flatMap((c) => [
    ...c.methods.filter((m) => !isByHand(m) && !isFunctor(m)).map(methodName),
    ...c.overridable.filter((o) => o.name !== "forward").map((o) => namer.hostMethod(c.name, o.name)),
  ]);
  const types = model.classes.flatMap((c) => [typeName(c), ...(c.functionForm === "" ? [] : [c.functionForm])]);
  const errors = model.abi.errors.flatMap((e) => [
    ...(e.parent === "" || hasChildren(model.abi.errors, e.name) ? [errorBase(model.abi.errors, e.name)] : []),
    ...(e.parent === "" ? [] : [errorClass(e.name)]),
  ]);
  const names = [...new Set([...functions, ...methods, ...types, ...errors])]
    .filter((name) => !EXTENDS[name] && !INSIDE.has(name))
    .filter((name) => !["permutedims"].includes(name))
    .sort();
  return {
    path: `${FOLDER}/exports.jl`,
    text: file([
      `# ${GENERATED}`,
      "export",
      ...names.map((name, i) => `    ${name}${i < names.length - 1 ? "," : ""}`),
    ]),
  };
}
