/** Tensors from JavaScript's own data. */
import type { Device } from "./device.ts";
import type { DType } from "../generated/types.ts";
import { LimitNumber } from "../generated/numbers.ts";
import type { Tensor } from "../generated/tensor.ts";
import { call, operator } from "./call.ts";
import { noGrad } from "./contexts.ts";
import { elementsOf, isElements, packElements } from "./elements.ts";
import { fail } from "./errors.ts";
import { TensorHandle } from "./handle.ts";
import { DTYPE_NUMBERS, describe } from "./info.ts";
import { native, type ElementArray } from "./native.ts";
import { enter } from "./state.ts";
import { readResult } from "./unpack.ts";

const ASTYPE = operator("astype", 1);
const COPY = operator("copy", 1);
const RESHAPE = operator("reshape", 1);
const STACK = operator("stack", 1);

/** What {@link tensor} accepts: numbers, nested arrays of equal lengths, typed arrays, tensors, and arrays of them. */
export type TensorData = number | bigint | boolean | ElementArray | TensorHandle | readonly TensorData[];

/** Options of {@link tensor}. */
export interface TensorOptions {
  /** Type of the elements. Default: that of a typed array; float32 for numbers, int64 for bigints, bool for booleans. */
  dtype?: DType | undefined;
  /** Where the elements are. Default: `"cpu"`. */
  device?: Device | undefined;
  /** Whether gradients are recorded for it. Default: `false`. */
  requiresGrad?: boolean | undefined;
  /** Its shape. Default: that of the data. */
  shape?: readonly number[] | undefined;
}

/**
 * Makes a tensor with a copy of numbers, nested arrays of numbers, or typed arrays.
 *
 * @param data - a number, nested arrays of equal lengths, a typed array, a tensor, or an array of tensors.
 * @param options - see {@link TensorOptions}.
 * @returns a new row-major tensor.
 * @throws {@link ShapeError} if the arrays are of different lengths, or nested too deep.
 * @throws {@link ValueError} if a number does not fit into the dtype.
 * @throws {@link MgTypeError} if something is not a number.
 * @example
 * ```ts
 * mg.tensor([[1, 2], [3, 4.5]]).shape; // [2, 2]
 * mg.tensor(new Uint8Array([1, 2])).dtype; // "uint8"
 * ```
 */
export function tensor(data: TensorData, options: TensorOptions = {}): Tensor {
  checkNames("tensor", options, ["dtype", "device", "requiresGrad", "shape"]);
  checkDevice(options.device);
  if (options.dtype !== undefined) checkDType(options.dtype);
  const { shape } = options;
  let made = makeAny(data, options.dtype, shape);
  // What reshape gives is a view; a new tensor is none.
  if (shape !== undefined && describe(made).shape.join() !== [shape].flat().join()) {
    const flat = made;
    made = noGrad(() => {
      const view = call<Tensor>(RESHAPE, [flat, shape]);
      return replace(flat, replace(view, call<Tensor>(COPY, [view])));
    });
  }
  if (options.requiresGrad === true) native.setRequiresGrad(made.slot, made.generation, true);
  return made;
}

/**
 * A tensor that wants a gradient: as a field of a module it is one of its parameters.
 *
 * @param data - what {@link tensor} accepts; it is copied.
 * @param options - see {@link TensorOptions}.
 * @returns a leaf for which gradients are recorded.
 */
export function parameter(data: TensorData, options: TensorOptions = {}): Tensor {
  return tensor(data, { ...options, requiresGrad: true });
}

/** Options of {@link fromBuffer}. */
export interface BufferOptions {
  /** Type of the elements; bytes may be `bool`, a Uint16Array `float16` or `bfloat16`. Default: the array's. */
  dtype?: DType | undefined;
  /** Makes writing to the tensor an error. Default: `false`. */
  readOnly?: boolean | undefined;
}

/**
 * A tensor over the memory of a typed array, without a copy. Writing to one writes to the other. The array's buffer must
 * not be transferred to another thread while the tensor is in use.
 *
 * @param data - the typed array.
 * @param shape - the tensor's shape. Default: one axis.
 * @param options - see {@link BufferOptions}.
 * @returns the tensor.
 * @throws {@link ShapeError} if the shape does not have as many elements as the array.
 * @throws {@link DTypeError} if the dtype's elements are of another size.
 */
export function fromBuffer(
  data: ElementArray,
  shape: readonly number[] = [data.length],
  options: BufferOptions = {},
): Tensor {
  checkNames("fromBuffer", options, ["dtype", "readOnly"]);
  if (!isElements(data))
    return fail("type", "fromBuffer takes a typed array", { op: "fromBuffer", argument: "data", given: typeof data });
  const { dtype: natural, data: elements } = elementsOf(data);
  const dtype = options.dtype ?? natural;
  checkDType(dtype);
  const also: readonly DType[] = natural === "uint16" ? ["float16", "bfloat16"] : natural === "uint8" ? ["bool"] : [];
  if (dtype !== natural && !also.includes(dtype)) {
    const accepted = [natural, ...also].join(", ");
    fail("dtype", `fromBuffer: these elements can't be ${dtype}`, {
      op: "fromBuffer",
      argument: "dtype",
      given: dtype,
      accepted,
    });
  }
  const buffer = elements.buffer as { resizable?: boolean; growable?: boolean };
  if (buffer.resizable === true || buffer.growable === true) {
    fail("value", "fromBuffer: the buffer must not be resizable", { op: "fromBuffer", argument: "data" });
  }
  checkCount("fromBuffer", shape, elements.length);
  enter();
  native.fromMemory(elements, DTYPE_NUMBERS[dtype], shape, options.readOnly ?? false);
  return readResult(undefined, []) as Tensor;
}

function makeAny(data: TensorData, wanted: DType | undefined, shape?: readonly number[]): Tensor {
  if (data instanceof TensorHandle) {
    const other = wanted !== undefined && wanted !== describe(data).dtype;
    return noGrad(() => call<Tensor>(other ? ASTYPE : COPY, other ? [data, wanted] : [data]));
  }
  if (isElements(data)) {
    const { dtype, data: elements } = elementsOf(data);
    const fits = shape?.every((n) => n >= 0) === true && shape.reduce((a, b) => a * b, 1) === elements.length;
    return converted(fromCopy(elements, dtype, fits ? shape : [elements.length]), dtype, wanted);
  }
  return fromNested(data, wanted);
}

function replace(old: Tensor, made: Tensor): Tensor {
  if (old !== made) old.dispose();
  return made;
}

function converted(made: Tensor, dtype: DType, wanted: DType | undefined): Tensor {
  return wanted === undefined || wanted === dtype ? made : replace(made, call<Tensor>(ASTYPE, [made, wanted]));
}

function fromCopy(data: ElementArray, dtype: DType, shape: readonly number[]): Tensor {
  enter();
  native.fromCopy(data, DTYPE_NUMBERS[dtype], shape);
  return readResult(undefined, []) as Tensor;
}

function fromNested(data: unknown, wanted: DType | undefined): Tensor {
  const shape: number[] = [];
  let first: unknown = data;
  while (Array.isArray(first)) {
    shape.push(first.length);
    first = (first as unknown[])[0];
  }
  if (shape.length > LimitNumber.axes)
    fail("shape", `a tensor has at most ${LimitNumber.axes} axes`, { argument: "data", given: String(shape.length) });
  const flat: unknown[] = [];
  collect(data, shape, 0, flat);
  if (first instanceof TensorHandle || isElements(first)) return fromParts(flat as TensorData[], shape, wanted);
  const numbers = flat.map(number);
  const natural = naturalDType(numbers);
  const dtype = wanted === "float16" || wanted === "bfloat16" ? "float64" : (wanted ?? natural);
  return converted(fromCopy(packElements(numbers, dtype), dtype, shape), dtype, wanted);
}

function collect(data: unknown, shape: readonly number[], axis: number, out: unknown[]): void {
  const isLeaf = axis === shape.length;
  if (Array.isArray(data) === isLeaf || (!isLeaf && (data as unknown[]).length !== shape[axis])) {
    fail("shape", "the arrays are of different lengths or depths", { op: "tensor", argument: "data" });
  }
  if (isLeaf) out.push(data);
  else for (const item of data as unknown[]) collect(item, shape, axis + 1, out);
}

function fromParts(parts: readonly TensorData[], shape: readonly number[], wanted: DType | undefined): Tensor {
  const made = parts.map((part) => (part instanceof TensorHandle ? part : makeAny(part, undefined)));
  const rows = call<Tensor>(STACK, [made]);
  made.forEach((tensor, i) => tensor !== parts[i] && tensor.dispose());
  const whole = replace(rows, call<Tensor>(RESHAPE, [rows, [...shape, ...describe(rows).shape.slice(1)]]));
  return converted(whole, describe(whole).dtype, wanted);
}

function number(value: unknown): number | bigint | boolean {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return value;
  const given = value === null ? "null" : typeof value === "object" ? value.constructor.name : typeof value;
  return fail("type", `tensor: a ${given} is not a number`, {
    op: "tensor",
    argument: "data",
    given,
    accepted: "numbers",
  });
}

function naturalDType(numbers: readonly (number | bigint | boolean)[]): DType {
  if (numbers.some((v) => typeof v === "number") || numbers.length === 0) return "float32";
  return numbers.some((v) => typeof v === "bigint") ? "int64" : "bool";
}

function checkNames(op: string, options: object, accepted: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!accepted.includes(name)) {
      fail("type", `${op} has no option ${name}: accepted ${accepted.join(", ")}`, {
        op,
        argument: name,
        accepted: accepted.join(", "),
      });
    }
  }
}

export function checkDevice(device: string | undefined): void {
  if (device === undefined || device === "cpu" || device === "cpu:0") return;
  fail("device", `this device is not there: given ${device}, accepted cpu`, {
    argument: "device",
    given: device,
    accepted: "cpu",
  });
}

function checkDType(dtype: string): void {
  if (dtype in DTYPE_NUMBERS) return;
  const accepted = Object.keys(DTYPE_NUMBERS).join(", ");
  fail("value", `argument dtype is not a dtype: given ${JSON.stringify(dtype)}, accepted ${accepted}`, {
    argument: "dtype",
    given: String(dtype),
    accepted,
  });
}

function checkCount(op: string, shape: readonly number[], count: number): void {
  const product = shape.reduce((a, b) => a * b, 1);
  if (product === count && shape.every((n) => Number.isSafeInteger(n) && n >= 0)) return;
  const given = `[${shape.join(", ")}]`;
  fail("shape", `${op}: the shape ${given} does not have ${count} elements`, {
    op,
    argument: "shape",
    given,
    accepted: `${count} elements`,
  });
}
