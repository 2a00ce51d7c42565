/** Parts of tensors: what stands for the elements of one axis, and the reading of `at`'s arguments. */
import { fail } from "./errors.ts";
import type { TensorHandle } from "./handle.ts";

/** Elements from `start` up to `stop`, every `step`-th; what is undefined reaches to the end. */
export class Slice {
  readonly start: number | undefined;
  readonly stop: number | undefined;
  readonly step: number | undefined;

  /** See {@link slice}. */
  constructor(start?: number, stop?: number, step?: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** All axes that are not named. */
export const ellipsis = Symbol("mixgrad.ellipsis");
/** A new axis of size 1. */
export const newaxis = Symbol("mixgrad.newaxis");

/**
 * An item of a subscript: an index, a slice, all axes that are not named, a new axis, a tensor of positions or of
 * conditions, or one condition.
 */
export type Subscript = number | boolean | Slice | typeof ellipsis | typeof newaxis | TensorHandle;

/** Integers as a typed array: positions. */
export type Positions =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/**
 * What {@link Tensor.at} takes for an axis: an index; `[start, stop]` or `[start, stop, step]`; `":"`, `"1:5"`, `"::2"`;
 * `"..."` for all axes that are not named; `null` for a new axis; positions as a tensor or a typed array of integers;
 * conditions as a tensor or an array of booleans; one condition.
 */
export type AtItem = string | null | readonly (number | null)[] | readonly boolean[] | Positions | Subscript;

/** What stands for a range: `slice(1, 5)`, `[1, 5]` or `[1, 5, 2]` (null: as far as it goes), `"1:5"`. */
export type SliceLike = Slice | string | readonly (number | null)[];

/**
 * A slice: for {@link Tensor.at} and wherever a range is wanted.
 *
 * @param start - the first; negative ones count from the end.
 * @param stop - the one behind the last.
 * @param step - by how much to go on; negative ones go backwards.
 * @returns the slice.
 */
export function slice(start?: number, stop?: number, step?: number): Slice {
  return new Slice(start, stop, step);
}

const INTEGER = /^[+-]?\d+$/;
const SLICE = /^([+-]?\d+)?:([+-]?\d+)?(?::([+-]?\d+)?)?$/;

function parse(text: string): Subscript | undefined {
  const part = text.trim();
  if (part === "...") return ellipsis;
  if (part === "null") return newaxis;
  if (INTEGER.test(part)) return Number(part);
  const found = SLICE.exec(part);
  if (!found) return undefined;
  const [start, stop, step] = found.slice(1).map((n) => (n === undefined ? undefined : Number(n)));
  return new Slice(start, stop, step);
}

function item(given: AtItem): Subscript | undefined {
  if (typeof given === "string") return parse(given);
  if (given === null) return newaxis;
  if (!Array.isArray(given)) return given as Subscript;
  const list = given as readonly (number | null | undefined)[];
  if (list.length < 2 || list.length > 3) return undefined;
  const [start, stop, step] = list.map((n) => n ?? undefined);
  return new Slice(start, stop, step);
}

function shown(given: unknown): string {
  if (typeof given === "string") return JSON.stringify(given);
  return Array.isArray(given) ? `[${given.join(", ")}]` : typeof given;
}

/** The items of `at(…)`: given one by one, or as one text with commas. */
export function subscriptOf(items: readonly AtItem[]): Subscript[] {
  const [only] = items;
  const list = items.length === 1 && typeof only === "string" ? only.split(",") : items;
  return list.map((one) => {
    const read = item(one);
    if (read !== undefined) return read;
    const given = shown(one);
    return fail("value", `at: this is no subscript: given ${given}`, {
      op: "at",
      argument: "items",
      given,
      accepted: 'an index, [start, stop, step], ":", "1:5", "...", null, positions or conditions',
    });
  });
}

/** A range that is an argument; what is not given stays so. */
export function sliceOf(given: SliceLike | null | undefined, op: string, argument: string): Slice | null | undefined {
  if (given === undefined || given === null) return given;
  const read = typeof given === "string" || Array.isArray(given) ? item(given as AtItem) : given;
  if (read instanceof Slice) return read;
  const text = shown(given);
  const accepted = 'slice(start, stop, step), [start, stop, step] or a text such as "1:5"';
  return fail("type", `${op}: argument ${argument} is no range: given ${text}; accepted: ${accepted}`, {
    op,
    argument,
    given: text,
    accepted,
  });
}
