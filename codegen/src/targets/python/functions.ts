/** Free functions and methods: a definition that hands its arguments to the engine. */
import { isTransform } from "../../lower/spread.ts";
import type { FunctionModel } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { indent } from "../../print/text.ts";
import { functionDoc } from "./docstrings.ts";
import { handleOf, isByHand, methodName, namer } from "./names.ts";
import { curried, form, printDef, printParameters, withProgress, type Parameter } from "./signature.ts";

const isInPlace = (f: FunctionModel): boolean =>
  f.member === "function" && f.name.endsWith("_") && f.traits.some((t) => t.startsWith("in_place"));

/** `_add = _function("add")`; what waits for the disk lets other threads run; callbacks may be called later. */
export function printHandle(f: FunctionModel): string {
  const keeps = f.member !== "constructor" && f.arguments.some((a) => required(a.type).kind === "callback");
  const options = keeps ? ", keeps=True" : "";
  return `${handleOf(f)} = _function("${f.name}"${f.blocking === "io" ? ", waits=True" : ""}${options})`;
}

function callOf(f: FunctionModel, packed: readonly string[]): string {
  const all = f.member === "method" ? ["self", ...packed] : packed;
  return f.blocking === "long"
    ? `_run(${[handleOf(f), ...all, "progress=progress"].join(", ")})`
    : `${handleOf(f)}(${all.join(", ")})`;
}

function bodyOf(f: FunctionModel, packed: readonly string[]): string[] {
  const call = callOf(f, packed);
  if (isInPlace(f)) return [call, `return ${packed[0] ?? ""}`];
  switch (f.result.kind) {
    case "nothing":
      return [call];
    case "record":
      return [`return ${f.result.name}(*${call})`];
    case "list":
      return [`return ${call}`];
    case "single": {
      const { type } = f.result.output;
      if (type.kind === "none") return [call];
      if (type.kind === "enum") return [`return _${type.name}[${call}]`];
      if (f.keepsSelf) return [`return _holding(${call}, self)`];
      return [`return ${type.kind === "record" ? `${type.name}(**${call})` : call}`];
    }
  }
}

const progressDoc = (f: FunctionModel): string[] =>
  f.blocking === "long" ? ["", "Its progress is shown on standard error unless ``progress`` is False."] : [];

export function printFunction(f: FunctionModel): string[] {
  const name = namer.function(f);
  if (isTransform(f)) return printTransform(f, name);
  const { parameters, prologue, packed } = form(f);
  return [
    printHandle(f),
    "",
    "",
    ...(f.blocking === "long" ? [] : [`@_of(${handleOf(f)})`]),
    ...printDef(name, withProgress(f, printParameters(parameters, false), false), ":"),
    ...indent([...functionDoc(f, progressDoc(f)), ...prologue, ...bodyOf(f, packed)], "    "),
  ];
}

/** `value_and_grad(f)` gives a function of the tensors. */
function printTransform(f: FunctionModel, name: string): string[] {
  const { outer, spread, inner } = curried(f);
  const expressions = new Map<Parameter["argument"], string>(form(f).parameters.map((p) => [p.argument, p.name]));
  const packed = f.arguments.map((a) => expressions.get(a) ?? "ABSENT");
  return [
    printHandle(f),
    "",
    "",
    ...printDef(name, printParameters(outer, false), ":"),
    ...indent(functionDoc(f, ["", `Called in two steps: \`\`${name}(function)(*${spread.name})\`\`.`]), "    "),
    "",
    ...indent(
      [
        ...printDef("transformed", printParameters([spread, ...inner], false), ":"),
        ...indent(bodyOf(f, packed), "    "),
        "",
        "return transformed",
      ],
      "    ",
    ),
  ];
}

/** A method of a class, without the handle. */
export function printMethod(f: FunctionModel): string[] {
  if (isByHand(f)) return [];
  const { parameters, prologue, packed } = form(f);
  return [
    ...printDef(methodName(f), withProgress(f, printParameters(parameters, false, "self"), false), ":", "    "),
    ...indent([...functionDoc(f, progressDoc(f)), ...prologue, ...bodyOf(f, packed)], "    "),
  ];
}
