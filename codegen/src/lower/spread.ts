/** Arguments that a language lets a user give one by one, and functions that are called twice. */
import type { Argument, FunctionModel } from "../model/model.ts";
import { required, type Type, type TypeOf } from "../model/types.ts";

/** A transform is called twice: first with the function, then with the tensors. */
export const isTransform = (f: FunctionModel): boolean => f.traits.includes("transform") && f.result.kind !== "nothing";

/** Sizes may be given one by one, `reshape(x, 2, 3)` and `zeros(2, 3, dtype=…)`, where no other number follows. */
export function isSizes(f: FunctionModel, a: Argument): boolean {
  const after = f.positional.slice(f.positional.indexOf(a) + 1);
  return (
    ["shape", "permutation"].includes(a.type.kind) &&
    a.required &&
    a.positional &&
    after.every((b) => !b.required && b.type.kind === "dtype")
  );
}

/** Objects given one by one may as well be given in one list, since they are no lists themselves; tensors are. */
export const isObjectList = (type: Type): type is TypeOf<"list"> => type.kind === "list" && type.of.kind === "object";

/** The list that a variadic function takes, if nothing else must be given by place. */
export function isVariadicList(f: FunctionModel, a: Argument): boolean {
  return (
    f.traits.includes("variadic") &&
    ["list", "tensors"].includes(required(a.type).kind) &&
    f.positional.every((b) => b === a || !b.required)
  );
}
