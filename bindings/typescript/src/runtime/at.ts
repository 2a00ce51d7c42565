/** Parts of tensors that a tensor of places, or of conditions, chooses: copies, not views. */
import type { Tensor } from "../generated/tensor.ts";
import { call, operator } from "./call.ts";
import { tensor } from "./creation.ts";
import { fail } from "./errors.ts";
import { TensorHandle } from "./handle.ts";
import { ellipsis, newaxis, Slice, type Subscript } from "./subscript.ts";

const GETITEM = operator("getitem", 1);
const RESHAPE = operator("reshape", 1);
const TAKE = operator("take", 1);

/** `at` with one tensor among its items. */
export function atTensor(x: Tensor, items: readonly (Subscript | TensorHandle)[]): Tensor {
  const place = items.findIndex((item) => item instanceof TensorHandle);
  const chosen = items[place] as Tensor;
  if (items.filter((item) => item instanceof TensorHandle).length > 1) {
    fail("value", "at: there may be one tensor among the items", { op: "at", argument: "items" });
  }
  if (chosen.dtype === "bool" && chosen.ndim !== 1) return whole(x, chosen, items.length);
  const basic = items.map((item, i) => (i === place ? new Slice() : (item as Subscript)));
  const rest = call<Tensor>(GETITEM, [x, basic]);
  const axis = axisOf(items, place, x.ndim);
  if (chosen.dtype !== "bool") return done(rest, call<Tensor>(TAKE, [rest, chosen, axis]));
  if (chosen.shape[0] !== rest.shape[axis]) mismatch(chosen, [rest.shape[axis] ?? 0]);
  return done(rest, taken(rest, chosen, axis));
}

/** Conditions of the tensor's own shape: the elements where they are true, in row-major order. */
function whole(x: Tensor, mask: Tensor, items: number): Tensor {
  if (items > 1 || mask.shape.join() !== x.shape.join()) mismatch(mask, x.shape);
  const flat = call<Tensor>(RESHAPE, [x, [-1]]);
  return done(flat, taken(flat, mask, 0));
}

function taken(x: Tensor, mask: Tensor, axis: number): Tensor {
  const places: bigint[] = [];
  (mask.dataSync() as Uint8Array).forEach((on, i) => {
    if (on !== 0) places.push(BigInt(i));
  });
  const indices = tensor(BigInt64Array.from(places));
  return done(indices, call<Tensor>(TAKE, [x, indices, axis]));
}

function done(temporary: Tensor, result: Tensor): Tensor {
  temporary.dispose();
  return result;
}

/** Which axis of the result the item at `place` is. */
function axisOf(items: readonly (Subscript | TensorHandle)[], place: number, ndim: number): number {
  const named = items.filter((item) => item !== ellipsis && item !== newaxis).length;
  let axis = 0;
  for (const item of items.slice(0, place)) {
    if (item === ellipsis) axis += Math.max(0, ndim - named);
    else if (typeof item !== "number") axis += 1;
  }
  return axis;
}

function mismatch(mask: Tensor, shape: readonly number[]): never {
  const given = `[${mask.shape.join(", ")}]`;
  const accepted = `[${shape.join(", ")}]`;
  fail("shape", `at: the conditions have the shape ${given}, not ${accepted}`, {
    op: "at",
    argument: "items",
    given,
    accepted,
  });
}
