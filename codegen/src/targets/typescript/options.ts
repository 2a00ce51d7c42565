/** What a function's options object may hold. */
import type { Argument, FunctionModel } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { isSpread } from "./examples.ts";

/** The optional positional argument, which may also stand in the options: `sum(x, 1)` and `sum(x, { axis: 1 })`. */
export function alsoPositional(f: FunctionModel): Argument | undefined {
  const last = f.positional.at(-1);
  if (!last || last.required || isSpread(f)) return undefined;
  return ["map", "record"].includes(required(last.type).kind) ? undefined : last;
}

/** The members of the options; if there are none, the function has no options of its own. */
export function ownOptions(f: FunctionModel): readonly Argument[] {
  const also = alsoPositional(f);
  return [...(also ? [also] : []), ...f.named];
}
