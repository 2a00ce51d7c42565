/** Literals of Java. */
import type { Literal } from "../../model/model.ts";
import { required, type Type } from "../../model/types.ts";
import { floatText, printLiteral, quoted, type LiteralStyle } from "../../print/literal.ts";
import { upperCase } from "../../lower/names.ts";

/** Numbers that int can't hold are long's. */
const integer = (value: number): string => (Math.abs(value) > 2147483647 ? `${value}L` : String(value));

export const style: LiteralStyle = {
  true: "true",
  false: "false",
  null: "null",
  infinity: "Double.POSITIVE_INFINITY",
  negativeInfinity: "Double.NEGATIVE_INFINITY",
  nan: "Double.NaN",
  string: quoted,
  integer,
  float: (text) => text,
  list: (items) => `List.of(${items.join(", ")})`,
};

/** A value given for an argument of that type. */
export function printValue(value: Literal, of: Type): string {
  const type = required(of);
  if (value === null) return "null";
  if (type.kind === "enum" && typeof value === "string") return `${type.name}.${upperCase(value)}`;
  if (type.kind === "dtype" && typeof value === "string") return `DType.${upperCase(value)}`;
  if (type.kind === "device") return "Device.CPU";
  if (type.kind === "path" && typeof value === "string") return `Path.of(${quoted(value)})`;
  if (type.kind === "bytes") return `new byte[] {${value === "" ? "" : String(value)}}`;
  if (Array.isArray(value)) return list(value as readonly Literal[], type);
  return printLiteral(value, style, type.kind === "float");
}

function list(value: readonly Literal[], type: Type): string {
  const numbers = value.map((v) => printValue(v, { kind: "int" })).join(", ");
  if (type.kind === "shape") return `Shape.of(${numbers})`;
  if (type.kind === "axes" || type.kind === "permutation") return `new int[] {${numbers}}`;
  if (type.kind === "int_or_tuple") return `new long[] {${numbers}}`;
  if (type.kind === "complex") return `new double[] {${numbers}}`;
  if (type.kind === "list" && ["int", "index", "size", "count"].includes(type.of.kind)) {
    return `List.of(${value.map((v) => `${String(v)}L`).join(", ")})`;
  }
  const of: Type = type.kind === "list" ? type.of : { kind: "none" };
  return `List.of(${value.map((v) => printValue(v, of)).join(", ")})`;
}

const ELEMENTS: Readonly<Record<string, string>> = {
  bool: "boolean",
  int8: "byte",
  int16: "short",
  int32: "int",
  int64: "long",
  float32: "float",
  float64: "double",
};

/** `Tensor.of(new float[][] {{1, 2}})`, with a dtype where Java has no such numbers. */
export function tensorText(value: Literal, dtype: string): string {
  const element = ELEMENTS[dtype] ?? (dtype.includes("float") ? "float" : "long");
  const text = arrayText(value, element);
  return `Tensor.of(${text}${ELEMENTS[dtype] ? "" : `, DType.${upperCase(dtype)}`})`;
}

/** An array with its brackets, `new float[][] {{1, 2}}`, or a number. */
export function arrayText(value: Literal, element: string): string {
  if (!Array.isArray(value)) {
    const text = number(value, element);
    if (typeof value === "boolean") return text;
    if (element === "byte" || element === "short") return `(${element}) ${text}`;
    if (element === "long") return `${text.replace(/L$/, "")}L`;
    if (element === "float") return /f$|^Float/.test(text) ? text : `${text}f`;
    return element === "double" && /^-?\d+$/.test(text) ? `${text}.0` : text;
  }
  const rank = depth(value);
  return `new ${element}${"[]".repeat(rank)} ${braced(value, element)}`;
}

function depth(value: Literal): number {
  return Array.isArray(value) ? 1 + depth((value as readonly Literal[])[0] ?? 0) : 0;
}
function braced(value: Literal, element: string): string {
  return Array.isArray(value)
    ? `{${value.map((v) => braced(v as Literal, element)).join(", ")}}`
    : number(value, element);
}
function number(value: Literal, element: string): string {
  if (typeof value === "string") {
    const of = element === "float" ? "Float" : "Double";
    return { inf: `${of}.POSITIVE_INFINITY`, "-inf": `${of}.NEGATIVE_INFINITY`, nan: `${of}.NaN` }[value] ?? value;
  }
  if (typeof value === "number" && element === "float")
    return Number.isInteger(value) ? `${value}${Math.abs(value) > 2147483647 ? "f" : ""}` : `${floatText(value)}f`;
  if (typeof value === "number" && element === "double" && Number.isInteger(value))
    return Math.abs(value) > 2147483647 ? `${value}.0` : String(value);
  if (typeof value === "number" && element === "long")
    return Math.abs(value) > 2147483647 ? `${value}L` : String(value);
  return String(value);
}
