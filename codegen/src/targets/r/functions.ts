/** Functions and methods: a closure that hands its arguments to the engine. */
import { isTransform } from "../../lower/spread.ts";
import type { FunctionModel } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { aliasNames, functionName } from "./names.ts";
import { curried, keyOf, packed, parametersOf, printHead } from "./signature.ts";

const isInPlace = (f: FunctionModel): boolean =>
  f.member === "function" && f.name.endsWith("_") && f.traits.some((t) => t.startsWith("in_place"));

/** `c("values", "indices")` */
export const strings = (items: readonly string[]): string =>
  items.length === 1 ? JSON.stringify(items[0]) : `c(${items.map((i) => JSON.stringify(i)).join(", ")})`;

const engineCall = (f: FunctionModel, args: readonly string[]): string =>
  f.blocking === "long"
    ? `run_job(${[keyOf(f), ...args].join(", ")})`
    : `.External(${["C_engine", keyOf(f), ...args].join(", ")})`;

/** An enum's number as its name. */
export function converted(type: Type, value: string): string {
  if (type.kind !== "enum") return value;
  const names = strings(type.values.map((v) => v.name));
  const numbers = `c(${type.values.map((v) => v.value).join(", ")})`;
  return `enum_name(${value}, ${names}, ${numbers})`;
}

/** The body, one expression. */
export function bodyOf(f: FunctionModel, args: readonly string[] = packed(f)): string {
  const call = engineCall(f, args);
  if (isInPlace(f)) return `in_place(${args[0] ?? ""}, ${call})`;
  switch (f.result.kind) {
    case "record":
      return `record(${call}, ${strings(f.result.outputs.map((o) => o.name))})`;
    case "list":
      return `as.list(${call})`;
    case "single":
      if (f.result.output.type.kind === "none") return nothing(f, call);
      if (f.keepsSelf) return `holding(${call}, ${[keyOf(f), ...args].join(", ")})`;
      return converted(f.result.output.type, call);
    case "nothing":
      return nothing(f, call);
  }
}

const nothing = (f: FunctionModel, call: string): string =>
  f.member === "method" ? `in_place(self, ${call})` : `invisible(${call})`;

export function printFunction(f: FunctionModel): string[] {
  const name = functionName(f);
  const head = isTransform(f) ? [] : [`${name} <- ${printHead(parametersOf(f))}`, `  ${bodyOf(f)}`];
  return [...head, ...(isTransform(f) ? transform(f, name) : []), ...aliasNames(f).map((a) => `${a} <- ${name}`), ""];
}

/** `mg_grad(f)` gives a function of the tensors. */
function transform(f: FunctionModel, name: string): string[] {
  const { outer, spread, inner } = curried(f);
  const args = f.arguments.map((a) => {
    if (a === spread.argument) return "several(...)";
    return [...outer, ...inner].find((p) => p.argument === a)?.name ?? "absent";
  });
  return [
    `${name} <- ${printHead(outer)} {`,
    ...outer.map((p) => `  force(${p.name})`),
    `  ${printHead([spread, ...inner])}`,
    `    ${bodyOf(f, args)}`,
    "}",
  ];
}

/** `name = function(self, x) …` of a class's table. */
export function printMethod(f: FunctionModel, name: string): string {
  return `${/^[a-zA-Z][\w.]*$/.test(name) ? name : `\`${name}\``} = ${printHead(parametersOf(f), "self")}\n      ${bodyOf(f)}`;
}
