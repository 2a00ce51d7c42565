/** Literals of R, and defaults as signatures show them. */
import { counted } from "../../lower/counting.ts";
import type { Argument, Literal } from "../../model/model.ts";
import { required, type Type } from "../../model/types.ts";
import { printLiteral, quoted, type LiteralStyle } from "../../print/literal.ts";
import { capabilities } from "./capabilities.ts";

const style = (suffix: string): LiteralStyle => ({
  true: "TRUE",
  false: "FALSE",
  null: "NULL",
  infinity: "Inf",
  negativeInfinity: "-Inf",
  nan: "NaN",
  string: quoted,
  integer: (value) => (Math.abs(value) < 2 ** 31 ? `${value}${suffix}` : `${value}`),
  float: (text) => text.replace(/\.0$/, ""),
  list: (items) => (items.length === 0 ? "list()" : `c(${items.join(", ")})`),
});
const INTEGERS = style("L");
const NUMBERS = style("");

/** A number that may be either is an integer in R if it is one in the schema. */
const isEither = (type: Type): boolean => ["number", "tensor_or_number"].includes(required(type).kind);

export function printValue(value: Literal, type: Type): string {
  return printLiteral(value, isEither(type) ? INTEGERS : NUMBERS, type.kind === "float");
}

/** Whether the engine's own default stands behind R's NULL. */
export function isEnginesDefault(a: Argument): boolean {
  if (a.required || !a.default.given) return false;
  const { kind } = required(a.type);
  if (a.default.value === null) return !["optional", "axes", "none"].includes(a.type.kind);
  return ["map", "record", "subscript", "complex", "bytes", "object", "function"].includes(kind);
}

export function printDefault(a: Argument): string {
  if (!a.default.given || a.default.value === null || isEnginesDefault(a)) return "NULL";
  const type = required(a.type);
  if (Array.isArray(a.default.value) && a.default.value.length === 0) {
    const of = type.kind === "list" ? type.of.kind : "int";
    return of === "string" ? "character()" : ["object", "tensor"].includes(of) ? "list()" : "integer()";
  }
  return printLiteral(counted(a.default.value, a, capabilities), isEither(a.type) ? INTEGERS : NUMBERS);
}
