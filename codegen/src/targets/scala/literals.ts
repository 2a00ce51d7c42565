/** Literals of Scala. */
import type { Argument, Literal } from "../../model/model.ts";
import { required, type Type, type TypeOf } from "../../model/types.ts";
import { floatText, printLiteral, quoted, type LiteralStyle } from "../../print/literal.ts";
import { pascalCase } from "../../lower/names.ts";
import { isOption } from "./types.ts";

const integer = (value: number): string => (Math.abs(value) > 2147483647 ? `${value}L` : String(value));

export const style: LiteralStyle = {
  true: "true",
  false: "false",
  null: "null",
  infinity: "Double.PositiveInfinity",
  negativeInfinity: "Double.NegativeInfinity",
  nan: "Double.NaN",
  string: quoted,
  integer,
  float: (text) => text,
  list: (items) => `Seq(${items.join(", ")})`,
};

/** A value given for an argument of that type. */
export function printValue(value: Literal, of: Type): string {
  const type = required(of);
  if (value === null) return "null";
  if (type.kind === "enum" && typeof value === "string") return `${type.name}.${pascalCase(value)}`;
  if (type.kind === "dtype" && typeof value === "string") return dtypeName(value);
  if (type.kind === "device") return "Device.Cpu";
  if (type.kind === "bytes") return `Array[Byte](${value === "" ? "" : String(value)})`;
  if (type.kind === "record" && Array.isArray(value)) {
    const fields = type.fields.map((field, i) => printValue((value as readonly Literal[])[i] ?? null, field.type));
    return recordText(type, fields);
  }
  if (type.kind === "shape" && (Array.isArray(value) || typeof value === "number"))
    return `Shape(${[value].flat().join(", ")})`;
  if (Array.isArray(value)) {
    const element: Type = type.kind === "list" ? type.of : { kind: "int" };
    const long = ["int", "index", "size", "count"].includes(element.kind) && type.kind === "list";
    return `Seq(${value.map((v) => (long ? `${String(v)}L` : printValue(v as Literal, element))).join(", ")})`;
  }
  return printLiteral(value, style, type.kind === "float");
}

/** `Limits(0.0, None)`: fields that may be null are options. */
export function recordText(type: TypeOf<"record">, texts: readonly string[]): string {
  const fields = type.fields.map((field, i) => {
    const text = texts[i] ?? "null";
    if (field.type.kind !== "optional") return text;
    return text === "null" ? "None" : `Some(${text})`;
  });
  return `${type.name}(${fields.join(", ")})`;
}

export const dtypeName = (name: string): string => `DType.${pascalCase(name)}`;

/** ` = value` behind a parameter that may be left out. */
export function defaultText(a: Argument): string {
  if (a.required) return "";
  if (isOption(a))
    return a.default.given && a.default.value !== null ? ` = Some(${printValue(a.default.value, a.type)})` : " = None";
  if (a.type.kind === "device") return " = Device.Cpu";
  if (!a.default.given || a.default.value === null) return " = null";
  return ` = ${printValue(a.default.value, a.type)}`;
}

/** `Tensor(Seq(1f, 2f))`. */
export function tensorText(value: Literal, dtype: string): string {
  const element = { float32: "f", int64: "L", float64: "d", bool: "", int32: "" }[dtype];
  const text = nested(value, element ?? (dtype.includes("float") ? "f" : "L"));
  return element === undefined ? `Tensor(${text}, ${dtypeName(dtype)})` : `Tensor(${text})`;
}

function nested(value: Literal, suffix: string): string {
  if (Array.isArray(value)) return `Seq(${value.map((v) => nested(v as Literal, suffix)).join(", ")})`;
  if (typeof value === "string") {
    const of = suffix === "f" ? "Float" : "Double";
    return { inf: `${of}.PositiveInfinity`, "-inf": `${of}.NegativeInfinity`, nan: `${of}.NaN` }[value] ?? value;
  }
  if (typeof value === "number") return `${Number.isInteger(value) ? String(value) : floatText(value)}${suffix}`;
  return String(value);
}
