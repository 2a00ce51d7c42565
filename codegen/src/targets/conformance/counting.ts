/** From the case files' counting to a language's: numbers in bits, axes, slices, texts of errors. */
import type { Capabilities } from "../../lower/capabilities.ts";
import { isObject, type Json, type JsonObject, type TensorRecord } from "./cases.ts";

export type Counting = Pick<Capabilities, "indexBase" | "language">;

const BYTES: Readonly<Record<string, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
};

/** Adds the base to every element that is not the sentinel; floats and bools are not counted. */
export function shiftedTensor(tensor: TensorRecord, base: number, sentinel: number | undefined): TensorRecord {
  if (base === 0) return tensor;
  if (tensor.dtype === "float32") return { ...tensor, bits: shiftedFloats(tensor.bits, base) };
  return withIntegers(tensor, (value) =>
    sentinel !== undefined && value === BigInt(sentinel) ? value : value + BigInt(base),
  );
}

/** A tensor of integers with each changed; another as it is. */
export function withIntegers(tensor: TensorRecord, change: (value: bigint) => bigint): TensorRecord {
  const size = BYTES[tensor.dtype];
  if (size === undefined) return tensor;
  const bits = 8 * size;
  let out = "";
  for (let at = 0; at < tensor.bits.length; at += 2 * size) {
    const bytes = (tensor.bits.slice(at, at + 2 * size).match(/../g) ?? []).reverse().join("");
    const unsigned = BigInt(`0x${bytes}`);
    const value = tensor.dtype.startsWith("u") ? unsigned : BigInt.asIntN(bits, unsigned);
    const hex = BigInt.asUintN(bits, change(value))
      .toString(16)
      .padStart(2 * size, "0");
    out += (hex.match(/../g) ?? []).reverse().join("");
  }
  return { ...tensor, bits: out };
}

/** Tensors that a dataset of the host's language made of indices. */
function shiftedFloats(bits: string, base: number): string {
  const buffer = Buffer.from(bits, "hex");
  for (let at = 0; at < buffer.length; at += 4) buffer.writeFloatLE(buffer.readFloatLE(at) + base, at);
  return buffer.toString("hex");
}

/** R counts axes from the end with negative numbers as Python does, Julia does not. */
export function countedAxis(axis: number, rank: number, { indexBase, language }: Counting): number {
  if (axis >= 0) return axis + indexBase;
  return language === "Julia" ? axis + rank + indexBase : axis;
}

/** `{3}` in a text counts from 0. */
export const countedText = (text: string, { indexBase }: Counting): string =>
  text.replace(/\{(\d+)\}/g, (_all, number: string) => String(Number(number) + indexBase));

/** A slice of something that has so many items. */
export function countedSlice(
  [from = null, to = null, by = null]: readonly (number | null)[],
  size: number,
  { indexBase }: Counting,
): Json {
  return indexBase === 0 ? { from, to, by } : inclusive(from, to, by ?? 1, size, indexBase);
}

/** Both ends, counted from the base, of what Python's slice selects of an axis. */
function inclusive(from: number | null, to: number | null, by: number, size: number, base: number): Json {
  const bound = (value: number | null, absent: number, low: number, high: number): number =>
    value === null ? absent : Math.min(Math.max(value < 0 ? value + size : value, low), high);
  const start = by > 0 ? bound(from, 0, 0, size) : bound(from, size - 1, -1, size - 1);
  const stop = by > 0 ? bound(to, size, 0, size) : bound(to, -1, -1, size - 1);
  const count = Math.max(0, Math.ceil((stop - start) / by));
  if (count === 0) return { empty: true };
  return { from: start + base, to: start + (count - 1) * by + base, by };
}

/** An expected value in the language's counting, with the limits of its dtype. */
export function countedValue(
  value: JsonObject,
  counting: Counting,
  limits: Readonly<Record<string, { relative: number; absolute: number }>> | undefined,
  names: (field: string) => string,
): JsonObject {
  const inner = (item: Json): Json => (isObject(item) ? countedValue(item, counting, limits, names) : (item as Json));
  if ("tensor" in value) {
    const { counts, sentinel, tolerance, ...tensor } = value["tensor"] as unknown as TensorRecord;
    const shifted = counts ? shiftedTensor(tensor, counting.indexBase, sentinel) : tensor;
    const near = tolerance === "table" && limits ? limits[tensor.dtype] : undefined;
    return {
      tensor: { ...shifted, ...(near && { relative: near.relative, absolute: near.absolute }) } as unknown as Json,
    };
  }
  if ("float" in value) {
    const { float, tolerance } = value;
    const near = tolerance === "table" && limits ? limits["number"] : undefined;
    return { float: float ?? null, ...(near && { relative: near.relative, absolute: near.absolute }) };
  }
  if ("list" in value) return { list: (value["list"] as readonly Json[]).map(inner) };
  for (const kind of ["record", "map"]) {
    const fields = value[kind];
    if (!isObject(fields)) continue;
    const name = kind === "record" ? names : (field: string): string => field;
    return { [kind]: Object.fromEntries(Object.entries(fields).map(([field, item]) => [name(field), inner(item)])) };
  }
  return value;
}
