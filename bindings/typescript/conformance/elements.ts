/** Elements of tensors as bits: hexadecimal text, typed arrays, numbers. */
import * as mg from "mixgrad";
import type { TensorSpec } from "./plan.ts";

const ARRAYS = {
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
} as const;
type DTypeName = keyof typeof ARRAYS;

export function bytesOf(bits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(bits, "hex"));
}

/** By `tensor`; what JavaScript has no array for by `fromBuffer`. */
export function makeTensor({ dtype, shape, bits }: TensorSpec): mg.Tensor {
  const name = dtype as DTypeName;
  const data = new ARRAYS[name](bytesOf(bits).buffer as ArrayBuffer);
  const plain = !["bool", "float16", "bfloat16"].includes(name);
  return plain ? mg.tensor(data, { shape }) : mg.fromBuffer(data, shape, { dtype: name });
}

export function bytesIn(data: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function brainHalf(bits: number): number {
  return new Float32Array(new Uint32Array([bits << 16]).buffer)[0] as number;
}

/** The elements as float64. */
export function numbersOf(bytes: Uint8Array, dtype: string): number[] {
  const data = new ARRAYS[dtype as DTypeName](Uint8Array.from(bytes).buffer as ArrayBuffer);
  const wide = dtype === "float16" ? half : dtype === "bfloat16" ? brainHalf : Number;
  return Array.from(data as unknown as ArrayLike<number>, wide);
}
