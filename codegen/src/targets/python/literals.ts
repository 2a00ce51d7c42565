/** Literals of Python, and defaults as signatures show them. */
import type { Argument, Literal } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { printLiteral, quoted, type LiteralStyle } from "../../print/literal.ts";

const style = (open: string, close: string): LiteralStyle => ({
  true: "True",
  false: "False",
  null: "None",
  infinity: 'float("inf")',
  negativeInfinity: '-float("inf")',
  nan: 'float("nan")',
  string: quoted,
  integer: String,
  float: (text) => text,
  list: (items) => `${open}${items.join(", ")}${open === "(" && items.length === 1 ? "," : ""}${close}`,
});
const LISTS = style("[", "]");
const TUPLES = style("(", ")");

export const ABSENT = "ABSENT";

export function printValue(value: Literal, type: Type): string {
  return printLiteral(value, LISTS, type.kind === "float");
}

/** Lists are tuples: a default must not change. What has no literal in Python is the engine's own default. */
export function printDefault(a: Argument): string {
  if (!a.default.given) return "None"; // an optional input
  const { value } = a.default;
  const type = a.type.kind === "optional" ? a.type.of : a.type;
  if (value === null) return ["optional", "axes", "none"].includes(a.type.kind) ? "None" : ABSENT;
  if (["map", "record", "subscript", "complex", "bytes", "object", "function"].includes(type.kind)) return ABSENT;
  const floats = type.kind === "float" || (type.kind === "list" && type.of.kind === "float");
  return printLiteral(value, TUPLES, floats);
}

/** A default in a sentence. */
export function documentedDefault(a: Argument): string {
  const text = printDefault(a);
  return text === ABSENT ? "" : text;
}
