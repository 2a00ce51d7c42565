/** The plan: see test/conformance/README.md. Every expression and value is an object with one key that says what it is. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Fields = Readonly<Record<string, Json>>;

export interface Case {
  readonly id: string;
  readonly subject: string;
  readonly skip: string | null;
  readonly steps: readonly Fields[];
}

export interface Plan {
  readonly language: string;
  readonly cases: readonly Case[];
}

export interface TensorSpec {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bits: string;
}

/** The one key of an object, and what stands behind it. */
export function only(value: Json): readonly [string, Json] {
  const entry = Object.entries(value as Fields)[0];
  if (!entry) throw new Error(`this is no expression: ${JSON.stringify(value)}`);
  return entry;
}

export const list = (value: Json | undefined): readonly Json[] => (value ?? []) as readonly Json[];
export const map = (value: Json | undefined): Fields => (value ?? {}) as Fields;

const SPECIAL: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity };

/** A number, or the text for one that JSON lacks. */
export function number(value: Json | undefined): number {
  return typeof value === "string" ? (SPECIAL[value] ?? Number(value)) : Number(value ?? 0);
}
