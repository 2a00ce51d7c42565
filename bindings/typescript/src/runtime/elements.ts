/** Elements: which typed array holds which dtype, and which numbers fit. */
import type { DType } from "../generated/types.ts";
import { fail } from "./errors.ts";
import type { ElementArray } from "./native.ts";

type MakeArray = new (length: number) => ElementArray;

const ARRAYS: Readonly<Record<DType, MakeArray>> = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
};

const DTYPES: Readonly<Record<string, DType>> = {
  Int8Array: "int8",
  Int16Array: "int16",
  Int32Array: "int32",
  BigInt64Array: "int64",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
  Buffer: "uint8",
  Uint16Array: "uint16",
  Uint32Array: "uint32",
  BigUint64Array: "uint64",
  Float16Array: "float16",
  Float32Array: "float32",
  Float64Array: "float64",
};

/** A typed array for so many elements; those of float16 and bfloat16 are their bits. */
export function newElements(dtype: DType, length: number): ElementArray {
  return new ARRAYS[dtype](length);
}

export function isElements(value: unknown): value is ElementArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The dtype of a typed array's elements, and the array as the addon knows it. */
export function elementsOf(data: ElementArray): { dtype: DType; data: ElementArray } {
  const name = Object.prototype.toString.call(data).slice(8, -1);
  const dtype = DTYPES[name];
  if (dtype === undefined)
    return fail("type", `a tensor can't be made of a ${name}`, { argument: "data", given: name });
  return { dtype, data: dtype === "float16" ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data };
}

const BITS: Readonly<Partial<Record<DType, number>>> = {
  int8: 8,
  int16: 16,
  int32: 32,
  uint8: 8,
  uint16: 16,
  uint32: 32,
};

function misfit(value: unknown, dtype: DType): never {
  const given = String(value);
  fail("value", `a number does not fit into ${dtype}: given ${given}`, { argument: "data", given, accepted: dtype });
}

/** Numbers, bigints and booleans as elements of a dtype. float16 and bfloat16 are had by conversion from float64. */
export function packElements(numbers: readonly (number | bigint | boolean)[], dtype: DType): ElementArray {
  if (dtype === "bool") return Uint8Array.from(numbers, (v) => (Number(v) === 0 ? 0 : 1));
  if (dtype === "int64" || dtype === "uint64") return packBigIntegers(numbers, dtype);
  const bits = BITS[dtype];
  if (bits === undefined)
    return dtype === "float32" ? Float32Array.from(numbers, Number) : Float64Array.from(numbers, Number);
  const low = dtype.startsWith("u") ? 0 : -(2 ** (bits - 1));
  const high = low + 2 ** bits - 1;
  const made = newElements(dtype, numbers.length) as Int32Array;
  numbers.forEach((v, i) => {
    const n = Number(v);
    if (!Number.isInteger(n) || n < low || n > high) misfit(v, dtype);
    made[i] = n;
  });
  return made;
}

function packBigIntegers(numbers: readonly (number | bigint | boolean)[], dtype: "int64" | "uint64"): ElementArray {
  const fits = (n: bigint): boolean => (dtype === "int64" ? BigInt.asIntN(64, n) : BigInt.asUintN(64, n)) === n;
  const made = newElements(dtype, numbers.length) as BigInt64Array;
  numbers.forEach((v, i) => {
    if (typeof v === "number" && !Number.isSafeInteger(v)) misfit(v, dtype);
    const n = BigInt(v);
    if (!fits(n)) misfit(v, dtype);
    made[i] = n;
  });
  return made;
}

/** Bigints as numbers, if all of them are safe. */
export function tidyIntegers(data: BigInt64Array | BigUint64Array): (number | bigint)[] {
  const big = [...data];
  return big.every((n) => Number.isSafeInteger(Number(n))) ? big.map(Number) : big;
}

/** Flat elements as nested arrays of a shape. */
export function nest<T>(flat: readonly T[], shape: readonly number[]): unknown {
  if (shape.length === 0) return flat[0];
  let rows: unknown[] = [...flat];
  for (const size of shape.slice(1).reverse()) {
    const count = size === 0 ? shape.slice(0, shape.lastIndexOf(0)).reduce((a, b) => a * b, 1) : rows.length / size;
    rows = Array.from({ length: count }, (_, i) => rows.slice(i * size, (i + 1) * size));
  }
  return rows;
}
