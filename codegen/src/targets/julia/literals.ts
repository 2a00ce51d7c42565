/** Literals of Julia, and defaults as signatures show them. */
import { shifted } from "../../lower/counting.ts";
import type { Argument, Literal } from "../../model/model.ts";
import { isIndex, required, type Type } from "../../model/types.ts";
import { printLiteral, quoted, type LiteralStyle } from "../../print/literal.ts";
import { juliaDType } from "./names.ts";

/** In double quotes, where Julia reads `$` as the start of an expression. */
export const text = (value: string): string => quoted(value).replaceAll("$", "\\$");

const style = (open: string, close: string): LiteralStyle => ({
  true: "true",
  false: "false",
  null: "nothing",
  infinity: "Inf",
  negativeInfinity: "-Inf",
  nan: "NaN",
  string: text,
  integer: String,
  float: (value) => value,
  list: (items) => `${open}${items.join(", ")}${open === "(" && items.length === 1 ? "," : ""}${close}`,
});
export const VECTORS = style("[", "]");
const TUPLES = style("(", ")");

export const ABSENT = "absent";

/** One axis, or several: what Julia calls `dims`. */
export const isDims = (type: Type): boolean => ["axis", "axes"].includes(required(type).kind);

export function printValue(value: Literal, type: Type): string {
  const inner = required(type);
  if (inner.kind === "dtype" && typeof value === "string") return juliaDType[value] ?? text(value);
  if (inner.kind === "enum" && typeof value === "string")
    return /^[A-Za-z_]\w*$/.test(value) ? `:${value}` : text(value);
  const tuple = ["shape", "permutation", "axes", "int_or_tuple"].includes(inner.kind);
  return printLiteral(value, tuple ? TUPLES : VECTORS, inner.kind === "float");
}

/** What has no literal in Julia is the engine's own default, as a negative axis is: Julia has none. */
export function printDefault(a: Argument): string {
  if (!a.default.given) return isDims(a.type) ? ":" : a.role === "input" ? "nothing" : ABSENT;
  const { value } = a.default;
  const inner = required(a.type);
  if (value === null) {
    if (isDims(a.type)) return ":";
    return a.type.kind === "optional" || a.type.kind === "none" ? "nothing" : ABSENT;
  }
  if (
    ["map", "record", "subscript", "complex", "bytes", "object", "function", "callback", "device"].includes(inner.kind)
  )
    return ABSENT;
  if (isIndex(a.type)) return hasNegative(value) ? ABSENT : printValue(shifted(value, 1), a.type);
  return printValue(value, a.type);
}

function hasNegative(value: Literal): boolean {
  if (Array.isArray(value)) return value.some((v) => hasNegative(v as Literal));
  return typeof value === "number" && value < 0;
}

/** A default in a sentence. */
export function documentedDefault(a: Argument): string {
  const printed = printDefault(a);
  if (printed !== ABSENT) return `\`${printed}\``;
  const negative = a.default.given && isDims(a.type) && hasNegative(a.default.value);
  return negative ? "`ndims(x)`, the last" : "";
}
