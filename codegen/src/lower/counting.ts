/** Numbers of examples count from 0; a language that counts from 1 shows them shifted. */
import type { Argument, Literal } from "../model/model.ts";
import { isIndex } from "../model/types.ts";
import type { Capabilities } from "./capabilities.ts";

/** A literal given for an argument, in the language's counting. Negative axes mean "from the end" and stay. */
export function counted(value: Literal, argument: Argument, { indexBase }: Pick<Capabilities, "indexBase">): Literal {
  if (indexBase === 0 || !(isIndex(argument.type) || argument.carries !== "nothing")) return value;
  return shifted(value, indexBase, argument.sentinel);
}

/** Adds the base to every whole number that is not negative and not the sentinel. */
export function shifted(value: Literal, base: number, sentinel: number | null = null): Literal {
  if (Array.isArray(value)) return value.map((item) => shifted(item as Literal, base, sentinel));
  return typeof value === "number" && value >= 0 && value !== sentinel ? value + base : (value as Literal);
}
