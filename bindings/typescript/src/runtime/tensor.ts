/** What tensors can do beside what the schemas say: reading, writing, indexing, gradients, printing. */
import { inspect } from "node:util";
import type { Device } from "./device.ts";
import type { Tensor } from "../generated/tensor.ts";
import type { DType } from "../generated/types.ts";
import { withItems } from "./at.ts";
import { call, operator } from "./call.ts";
import { noGrad } from "./contexts.ts";
import { checkDevice, tensor, type TensorData } from "./creation.ts";
import { nest, newElements, tidyIntegers } from "./elements.ts";
import { addLayer, fail } from "./errors.ts";
import { slotOf, TensorHandle } from "./handle.ts";
import { describe, DTYPE_NUMBERS, type TensorInfo } from "./info.ts";
import { native, type ElementArray } from "./native.ts";
import { ellipsis, type AtItem } from "./subscript.ts";
import { enter } from "./state.ts";
import { readResult } from "./unpack.ts";
import { EngineObject } from "./wrappers.ts";

export { setTensorClass } from "./handle.ts";

/** By which notebooks ask how to show something. */
export const display: unique symbol = Symbol.for("Jupyter.display") as never;

const COPY_ = operator("copy_", 1);
const GETITEM = operator("getitem", 1);
const SETITEM = operator("setitem", 1);
const TO_STRING = operator("to_string", 1);

/** Elements as JavaScript's own values; integers of 64 bits are bigints where one of them is not a safe number. */
export type NestedArray = number | bigint | boolean | NestedArray[];

/** A layer, or a function. */
export type Pipe<R> = ((x: Tensor) => R) | (EngineObject & { call(x: Tensor): R });

/** What never changes of a tensor. Private members would make every new tensor slower, so this is a function. */
function fixed(tensor: TensorHandle): TensorInfo {
  return (tensor.info ??= describe(tensor));
}

function read(tensor: TensorBase, dtype: DType): ElementArray {
  const made = newElements(dtype, tensor.size);
  native.copyOut(slotOf(tensor), tensor.generation, DTYPE_NUMBERS[dtype], made);
  return made;
}

function valuesOf(tensor: TensorBase): (number | bigint | boolean)[] {
  const { dtype } = tensor;
  const half = dtype === "float16" || dtype === "bfloat16";
  const data = read(tensor, half ? "float32" : dtype);
  if (dtype === "bool") return Array.from(data as Uint8Array, (v) => v !== 0);
  return dtype === "int64" || dtype === "uint64" ? tidyIntegers(data as BigInt64Array) : [...(data as Float64Array)];
}

/** Calls with what is written to the tensor, and frees what had to be made for it. */
function withSource(to: TensorBase, value: TensorData, write: (source: TensorHandle | number) => void): void {
  if (typeof value === "number" || value instanceof TensorHandle) return write(value);
  const made = tensor(value, Array.isArray(value) ? { dtype: to.dtype } : {});
  try {
    write(made);
  } finally {
    made.dispose();
  }
}

/** The hand-written part of {@link Tensor}. */
export abstract class TensorBase extends TensorHandle {
  /** Type of the elements. */
  get dtype(): DType {
    return fixed(this).dtype;
  }

  /** Sizes of the axes. */
  get shape(): readonly number[] {
    return fixed(this).shape;
  }

  /** Distance of neighbours along each axis, in elements. */
  get strides(): readonly number[] {
    return fixed(this).strides;
  }

  /** Number of axes. */
  get ndim(): number {
    return fixed(this).shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return fixed(this).size;
  }

  /** Where the elements are. */
  get device(): Device {
    return "cpu";
  }

  /** Whether gradients are recorded for it. Only a floating leaf can be told to want one. */
  get requiresGrad(): boolean {
    return describe(this).requiresGrad;
  }
  set requiresGrad(on: boolean) {
    native.setRequiresGrad(slotOf(this), this.generation, on);
  }

  /** Whether no recorded operation made it. */
  get isLeaf(): boolean {
    return describe(this).isLeaf;
  }

  /** Whether it stands for a value in a trace, and has no elements to read. */
  get isTraced(): boolean {
    return describe(this).isTraced;
  }

  /** The gradient that `backward` left, or null. */
  get grad(): Tensor | null {
    enter();
    native.grad(slotOf(this), this.generation);
    return (readResult(undefined, []) as Tensor | undefined) ?? null;
  }
  set grad(gradient: Tensor | null) {
    const slot = gradient === null ? -1 : slotOf(gradient);
    native.setGrad(slotOf(this), this.generation, slot, gradient?.generation ?? 0);
  }

  /** The same number for wrappers of the same tensor. */
  get identity(): number {
    return native.identity(slotOf(this), this.generation);
  }

  /** The same elements without the record of how they were made: a view. */
  detach(): Tensor {
    return noGrad(() => call<Tensor>(GETITEM, [this, [ellipsis]]));
  }

  /**
   * The tensor on a device: itself if it is there already.
   *
   * @param device - `"cpu"`, the only one yet.
   * @throws {@link DeviceError} if the device is not there.
   */
  to(device: Device): Tensor {
    checkDevice(device);
    return this as unknown as Tensor;
  }

  /**
   * A part of the tensor: a view, unless it is chosen by positions or conditions.
   *
   * Items are indices (negative ones count from the end), `[start, stop]` or `[start, stop, step]`, `":"`, `"1:5"`,
   * `"::2"`, `"..."` for all axes that are not named, `null` for a new axis. One text may hold all of them:
   * `x.at("0, :, ::2")`.
   *
   * Positions along an axis are a tensor or a typed array of integers, and give a new tensor; several broadcast, as NumPy's
   * do. Conditions are a tensor or an array of booleans: a tensor of several axes stands for as many of the tensor's, and
   * chooses where it is true. `true` or `false` alone adds an axis of one element or of none.
   *
   * @param items - one for each axis; axes behind the last stay whole.
   * @throws {@link IndexError} if an index or position lies outside its axis, or conditions are of another size.
   * @throws {@link DTypeError} if a tensor holds neither integers nor booleans.
   * @throws {@link ShapeError} if tensors of positions do not broadcast.
   * @throws {@link TraceError} if a function that is traced chooses by conditions: use `where` there.
   * @throws {@link ValueError} if an item is no subscript.
   * @example
   * ```ts
   * const x = mg.arange(6).reshape([2, 3]);
   * x.at(0); // [0, 1, 2]
   * x.at(":", -1); // [2, 5]
   * x.at("0, ::2"); // [0, 2]
   * x.at(":", Int32Array.of(2, 0)); // [[2, 0], [5, 3]]
   * x.at(x.greater(3)); // [4, 5]
   * ```
   */
  at(...items: AtItem[]): Tensor {
    return withItems(items, (subscript) => call<Tensor>(GETITEM, [this, subscript]));
  }

  /**
   * Overwrites a part of the tensor, which `items` choose as {@link at} does. Where positions name a place several times,
   * the last value counts.
   *
   * @param value - a tensor or number, which broadcasts to the part, or what {@link tensor} accepts.
   * @param items - one for each axis; axes behind the last stay whole.
   * @returns the tensor itself.
   * @throws {@link ShapeError} if the value does not broadcast to the part.
   * @throws {@link IndexError} if an index or position lies outside its axis, or conditions are of another size.
   * @example
   * ```ts
   * const x = mg.arange(6).reshape([2, 3]);
   * x.setAt(0, x.greater(3)); // [[0, 1, 2], [3, 0, 0]]
   * x.setAt([7, 8], ":", 1); // [[0, 7, 2], [3, 8, 0]]
   * ```
   */
  setAt(value: TensorData, ...items: AtItem[]): this {
    withItems(items, (subscript) => withSource(this, value, (source) => call(SETITEM, [this, source, subscript])));
    return this;
  }

  /**
   * Overwrites the elements, and with a view those of its base: `x.at(0).copyFrom(1)`.
   *
   * @param value - a tensor or number, which broadcasts, or what {@link tensor} accepts.
   * @returns the tensor itself.
   * @throws {@link ShapeError} if the value does not broadcast to its shape.
   */
  copyFrom(value: TensorData): this {
    withSource(this, value, (source) => call(COPY_, [this, source]));
    return this;
  }

  /**
   * Hands the tensor to a layer or function: `x.pipe(this.conv).relu()`.
   *
   * @param layer - a module, or a function of one tensor.
   * @returns what it returns. Errors inside name the path of layers.
   */
  pipe<R>(layer: Pipe<R>): R {
    return typeof layer === "function" ? layer(this as unknown as Tensor) : layer.call(this as unknown as Tensor);
  }

  /**
   * The elements in row-major order as a typed array: a copy. float16 and bfloat16 are given as their bits, booleans as
   * bytes, integers of 64 bits as bigints.
   *
   * @throws {@link TraceError} while tracing.
   */
  dataSync(): ElementArray {
    return read(this, this.dtype);
  }

  /** As {@link dataSync}, for tensors that something else than the CPU may still have to finish. */
  data(): Promise<ElementArray> {
    return Promise.resolve().then(() => this.dataSync());
  }

  /** The elements as nested arrays of numbers, bigints or booleans; without axes the one element. */
  toArray(): Promise<NestedArray> {
    return Promise.resolve().then(() => this.toArraySync());
  }

  /** As {@link toArray}, now. */
  toArraySync(): NestedArray {
    return nest(valuesOf(this), this.shape) as NestedArray;
  }

  /** What `JSON.stringify` writes: the elements, nested; null for what is not finite. */
  toJSON(): NestedArray {
    return this.toArraySync();
  }

  /**
   * The one element as a number, bigint or boolean.
   *
   * @throws {@link ValueError} if there is not one element.
   */
  item(): number | bigint | boolean {
    if (this.size !== 1)
      fail("value", `item: the tensor has ${this.size} elements, not one`, {
        op: "item",
        given: `[${this.shape.join(", ")}]`,
      });
    return valuesOf(this)[0] as number | bigint | boolean;
  }

  /** As printed by `console.log`, in NumPy's layout. */
  [inspect.custom](): string {
    if (this.disposed) return "tensor(<disposed>)";
    const { dtype, size, shape } = this;
    const info = describe(this);
    const facts = [
      `dtype: ${JSON.stringify(dtype)}`,
      ...(size === 0 || size > 1000 || info.isTraced ? [`shape: [${shape.join(", ")}]`] : []),
      ...(info.requiresGrad ? ["requiresGrad: true"] : []),
    ];
    const text = info.isTraced ? "<a value of a trace>" : call<string>(TO_STRING, [this]).replaceAll("\n", "\n       ");
    return `tensor(${text}, { ${facts.join(", ")} })`;
  }

  /** How notebooks show it. */
  [display](): Record<string, string> {
    return { "text/plain": this[inspect.custom]() };
  }
}

/** Runs `f` and puts the name of a layer before the path in errors. */
export function named<T>(layer: string, f: () => T): T {
  try {
    return f();
  } catch (error) {
    addLayer(error, layer);
    throw error;
  }
}
