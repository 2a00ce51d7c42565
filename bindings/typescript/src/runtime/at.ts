/** What `at` and `setAt` take, as the engine's subscripts: arrays among the items become tensors for the call. */
import type { Tensor } from "../generated/tensor.ts";
import { tensor, type TensorData } from "./creation.ts";
import { subscriptOf, type AtItem, type Subscript } from "./subscript.ts";

type Elements = Exclude<AtItem & object, Subscript | readonly (number | null)[]>;

const isElements = (item: AtItem): item is Elements =>
  ArrayBuffer.isView(item) || (Array.isArray(item) && item.length > 0 && item.every((one) => typeof one === "boolean"));

/** Calls with the subscript, and frees what had to be made for it. */
export function withItems<T>(items: readonly AtItem[], call: (subscript: readonly Subscript[]) => T): T {
  const made: Tensor[] = [];
  try {
    const given = items.map((item) => {
      if (!isElements(item)) return item;
      const one = tensor(item as TensorData);
      made.push(one);
      return one;
    });
    return call(subscriptOf(given));
  } finally {
    for (const one of made) one.dispose();
  }
}
