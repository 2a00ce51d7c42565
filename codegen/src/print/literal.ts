/** Writes literals by a style: the few things in which languages differ. */
import type { Literal } from "../model/model.ts";

export interface LiteralStyle {
  readonly true: string;
  readonly false: string;
  readonly null: string;
  readonly infinity: string;
  readonly negativeInfinity: string;
  readonly nan: string;
  string(value: string): string;
  integer(value: number): string;
  /** Of a finite number; `text` is its shortest form and has a point or an exponent. */
  float(text: string): string;
  list(items: readonly string[]): string;
}

/** `asFloat` writes whole numbers as floats; by default a number's own form decides. */
export function printLiteral(value: Literal, style: LiteralStyle, asFloat = false): string {
  if (value === null) return style.null;
  if (typeof value === "boolean") return value ? style.true : style.false;
  if (typeof value === "string") {
    if (asFloat || ["inf", "-inf", "nan"].includes(value)) return special(value, style);
    return style.string(value);
  }
  if (typeof value === "number") {
    return Number.isInteger(value) && !asFloat ? style.integer(value) : style.float(floatText(value));
  }
  return style.list(value.map((item) => printLiteral(item, style, asFloat)));
}

function special(value: string, style: LiteralStyle): string {
  const found = { inf: style.infinity, "-inf": style.negativeInfinity, nan: style.nan }[value];
  return found ?? style.string(value);
}

/** The shortest text that reads back as this number, with a point or an exponent. */
export function floatText(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A string in double quotes with C's escapes, which JavaScript, Python, Julia, Java and Scala share. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}
