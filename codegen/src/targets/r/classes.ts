/** Classes: a constructor, and a table of what the class can do, which `$` looks into. */
import { mapOf, sequenceOf } from "../../lower/sequence.ts";
import type { ClassModel, FunctionModel } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { bodyOf, converted, printMethod, strings } from "./functions.ts";
import { className, isDefinedByHand, overridableName } from "./names.ts";
import { parametersOf, printHead } from "./signature.ts";
import { modeOf } from "./types.ts";

/** The constructor that users call, unless a function by hand defines subclasses in its place. */
export function printConstructor(c: ClassModel): string[] {
  const f = c.constructorFunction;
  if (!f || isDefinedByHand(c) || c.kind === "abstract") return [];
  const form = c.functionForm === "" ? [] : [`mg_${c.functionForm} <- ${className(c)}`, ""];
  return [`${className(c)} <- ${printHead(parametersOf(f))}`, `  ${bodyOf(f)}`, "", ...form];
}

/** What calling the object does. */
export const isCallable = (f: FunctionModel): boolean => f.traits.includes("callable");

/** How an answer is converted: as an argument of that type; "" is none, "b" whether it is TRUE. */
function answerMode(type: Type): string {
  if (type.kind === "none") return "";
  return type.kind === "bool" ? "b" : modeOf(type);
}

export function printClass(c: ClassModel): string[] {
  const list = (name: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [`  ${name} = list(`, items.map((item) => `    ${item}`).join(",\n"), "  )"];
  const classes = strings([className(c)]);
  const parts = [
    [`  class = ${classes}`],
    c.base === "" ? [] : [`  base = "${c.base}"`],
    [`  kind = "${c.kind}"`],
    [`  family = "${c.family}"`],
    c.iterates.kind === "none" ? [] : ["  iterates = TRUE"],
    sequenceOf(c) ? ['  elements = "place"'] : mapOf(c) ? ['  elements = "name"'] : [],
    ...c.methods.filter(isCallable).map((m) => [`  callable = "${m.shortName}"`]),
    c.constructorFunction?.arguments.length === 0 ? [`  new = ${printHead([])} ${bodyOf(c.constructorFunction)}`] : [],
    list(
      "methods",
      c.methods.map((m) => printMethod(m, m.shortName)),
    ),
    list(
      "properties",
      c.properties.map((p) => {
        const show = converted(p.type, "value");
        const shown = show === "value" ? "" : `, show = function(value) ${show}`;
        return `${p.name} = list(mode = "${modeOf(p.type)}", write = ${p.access === "write" ? "TRUE" : "FALSE"}${shown})`;
      }),
    ),
    list(
      "overridable",
      c.overridable.map(
        (o) =>
          `${o.name} = ${strings([overridableName(c, o.name), answerMode(o.returns), o.hasDefault ? "default" : ""])}`,
      ),
    ),
  ].filter((part) => part.length > 0);
  return [`class_tables$${c.name} <- list(`, parts.map((part) => part.join("\n")).join(",\n"), ")", ""];
}
