/** What the engine knows of a tensor beside its values. */
import { DtypeNumber } from "../generated/numbers.ts";
import type { DType } from "../generated/types.ts";
import * as buffer from "./buffer.ts";
import { slotOf, type TensorHandle } from "./handle.ts";
import { native } from "./native.ts";

export const DTYPE_NUMBERS = DtypeNumber as Readonly<Record<DType, number>>;
const DTYPES = new Map(Object.entries(DTYPE_NUMBERS).map(([name, number]) => [number, name as DType]));

export interface TensorInfo {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly size: number;
  readonly itemBytes: number;
  readonly version: number;
  readonly requiresGrad: boolean;
  readonly isLeaf: boolean;
  readonly isTraced: boolean;
  readonly isContiguous: boolean;
  readonly isReadOnly: boolean;
}

export function dtypeOf(number: number): DType {
  return DTYPES.get(number) ?? (`dtype ${number}` as DType);
}

function sizes(first: number, count: number): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < count; ++i) found.push(buffer.doubles[first + i] as number);
  return Object.freeze(found);
}

export function describe(tensor: TensorHandle): TensorInfo {
  native.describe(slotOf(tensor), tensor.generation);
  const { words, doubles } = buffer;
  const rank = words[buffer.RANK] as number;
  const flag = (word: number): boolean => words[word] !== 0;
  return {
    dtype: dtypeOf(words[buffer.DTYPE] as number),
    shape: sizes(buffer.SHAPE, rank),
    strides: sizes(buffer.STRIDES, rank),
    size: doubles[buffer.SIZE] as number,
    itemBytes: doubles[buffer.ITEM_BYTES] as number,
    version: doubles[buffer.VERSION] as number,
    requiresGrad: flag(buffer.REQUIRES_GRAD),
    isLeaf: flag(buffer.IS_LEAF),
    isTraced: flag(buffer.IS_TRACED),
    isContiguous: flag(buffer.IS_CONTIGUOUS),
    isReadOnly: flag(buffer.IS_READ_ONLY),
  };
}
