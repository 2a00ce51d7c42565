/** Subscripts: their items in a language's counting, and which of them a language can write. */
import type { Capabilities } from "../../lower/capabilities.ts";
import { isObject, tensorIn, type CaseRecord, type Json, type JsonObject, type TensorRecord } from "./cases.ts";
import { countedSlice, withIntegers, type Counting } from "./counting.ts";

/** How many axes an item stands for; an ellipsis is counted apart. */
function axesOf(item: Json): number {
  if (typeof item === "string") return item === "all" ? 1 : 0;
  if (typeof item === "boolean") return 0;
  const tensor = tensorIn(item);
  return tensor?.dtype === "bool" ? tensor.shape.length : 1;
}

/** The items of a subscript of a tensor of that shape, which is asked for where it matters. */
export function countedSubscript(
  items: readonly Json[],
  shape: () => readonly number[],
  counting: Counting,
): readonly Json[] {
  const { indexBase } = counting;
  const named = items.reduce<number>((sum, item) => sum + axesOf(item), 0);
  const rest = (): number => Math.max(shape().length - named, 0);
  return items.map((item, place): Json => {
    const size = (): number => {
      const before = items.slice(0, place);
      return shape()[before.reduce<number>((sum, one) => sum + (one === "ellipsis" ? rest() : axesOf(one)), 0)] ?? 0;
    };
    const positive = (index: bigint): bigint => (index < 0 ? index + BigInt(size()) : index) + BigInt(indexBase);
    if (typeof item === "string") return item;
    if (typeof item === "boolean") return { bool: item };
    if (typeof item === "number") return { at: indexBase === 0 ? item : Number(positive(BigInt(item))) };
    const tensor = tensorIn(item);
    if (tensor) {
      const { dtype, shape: own, bits } = tensor;
      const plain = { dtype, shape: own, bits };
      if (indexBase === 0) return { tensor: plain as unknown as Json };
      return { tensor: asVector(withIntegers(plain, positive)) as unknown as Json };
    }
    const slice = (item as JsonObject)["slice"] as (number | null)[];
    if (slice.every((bound) => bound === null)) return "all";
    return countedSlice(slice, indexBase === 0 ? 0 : size(), counting);
  });
}

/**
 * Where counting starts from 1, in Julia and in R, several vectors in a subscript cross: `x[i, j]` has a row for each of
 * i and a column for each of j. NumPy takes the pairs of i and j. Those languages run what both have, and test the rest
 * of their own in their own tests: masks of several axes, whose order is by columns there.
 */
export const writable = (one: CaseRecord, { indexBase }: Capabilities): boolean =>
  indexBase === 0 || subscriptsIn([one.arguments ?? {}, one.steps ?? []] as Json).every(crosses);

function subscriptsIn(value: Json): readonly (readonly Json[])[] {
  if (Array.isArray(value)) return value.flatMap(subscriptsIn);
  if (!isObject(value)) return [];
  const own = value["subscript"];
  return [...(Array.isArray(own) ? [own as readonly Json[]] : []), ...Object.values(value).flatMap(subscriptsIn)];
}

/** One vector at most, or NumPy's `ix_`: tensors side by side, each along its own axis of the places. */
function crosses(items: readonly Json[]): boolean {
  const tensors = items.flatMap((item) => tensorIn(item) ?? []);
  if (items.some((item) => typeof item === "boolean")) return false;
  if (tensors.length === 0) return true;
  const first = items.findIndex((item) => tensorIn(item));
  const beside = items.slice(first, first + tensors.length).every((item) => tensorIn(item));
  const grid = tensors.every(
    ({ dtype, shape }, k) =>
      (dtype !== "bool" || tensors.length === 1) &&
      shape.length === tensors.length &&
      shape.every((size, axis) => axis === k || size === 1),
  );
  return beside && grid && !movesPlaces(items, first);
}

/** NumPy moves the axes of places to the front where something stands between them and a number. */
function movesPlaces(items: readonly Json[], first: number): boolean {
  const selects = items.map((item) => typeof item === "number" || tensorIn(item) !== undefined);
  const apart = selects.slice(selects.indexOf(true), selects.lastIndexOf(true)).includes(false);
  return apart && selects.slice(0, first).includes(false);
}

const asVector = (tensor: TensorRecord): TensorRecord => ({
  ...tensor,
  shape: [tensor.shape.reduce((product, size) => product * size, 1)],
});
