/** Functions of a class, and all that there are. */
import type { ClassModel, FunctionModel, Model } from "./model.ts";

/** The constructor, if there is one, then its own methods. */
export function membersOf(c: ClassModel): FunctionModel[] {
  return [...(c.constructorFunction ? [c.constructorFunction] : []), ...c.methods];
}

/** Free functions, then the members of every class. */
export function everyFunction(model: Model): FunctionModel[] {
  return [...model.functions, ...model.classes.flatMap(membersOf)];
}
