/** Classes that are sequences, or maps, in a language's own sense: counted, indexed and walked as its own are. */
import type { ClassModel, FunctionModel } from "../model/model.ts";
import type { Type } from "../model/types.ts";
import { isVariadicList } from "./spread.ts";

/** Where one of the elements is got, and what it is. */
export interface Elements {
  readonly get: FunctionModel;
  readonly type: Type;
}

/** Whether it has a property that says how many there are. */
export const isCounted = (c: ClassModel): boolean =>
  c.properties.some((p) => p.name === "length" && p.type.kind === "count");

function elementsBy(c: ClassModel, key: "index" | "string"): Elements | undefined {
  const get = c.methods.find((m) => m.shortName === "get");
  if (!isCounted(c) || get?.arguments.length !== 1 || get.arguments[0]?.type.kind !== key) return undefined;
  return get.result.kind === "single" ? { get, type: get.result.output.type } : undefined;
}

/** Made of elements one by one, which are counted by `length` and got by their places: a list of layers. */
export function sequenceOf(c: ClassModel): Elements | undefined {
  const f = c.constructorFunction;
  return f?.arguments.some((a) => isVariadicList(f, a)) ? elementsBy(c, "index") : undefined;
}

/** Counted by `length`, named by `names`, and got by their names. */
export function mapOf(c: ClassModel): Elements | undefined {
  return c.methods.some((m) => m.shortName === "names") ? elementsBy(c, "string") : undefined;
}

/** What a module that is called with several tensors runs: its first method that takes them. */
export function calledWithSeveral(c: ClassModel): FunctionModel | undefined {
  if (c.family !== "module" || c.kind !== "final" || c.methods.some((m) => m.traits.includes("callable")))
    return undefined;
  return c.methods.find((m) => m.inputs.length > 1);
}
