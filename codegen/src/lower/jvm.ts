/** What the packages of the JVM share: Scala's stands on Java's, has its exceptions, and writes the same things by hand. */
import type { ClassModel, FunctionModel, Model } from "../model/model.ts";
import { pascalCase } from "./names.ts";

/** Methods that the bases by hand have in their own form. */
const BY_HAND = new Set([
  "Module.call",
  "Module.load",
  "Module.load_bytes",
  "Module.register_module",
  "Module.register_parameter",
  "Module.register_buffer",
]);
export const isByHand = (f: FunctionModel): boolean => BY_HAND.has(f.name);

/** Methods of Tensor that TensorBase has in its own form. */
const TENSOR_BY_HAND = new Set(["getitem", "setitem"]);
export const isTensorMethod = (f: FunctionModel): boolean => f.methodOfTensor && !TENSOR_BY_HAND.has(f.name);

const ERRORS: Readonly<Record<string, string>> = {
  error: "MixgradException",
  dtype: "DTypeException",
  io: "FileException",
};
/** The class of an error; `IOException` is Java's own. */
export const errorName = (code: string): string => ERRORS[code] ?? `${pascalCase(code)}Exception`;

/** Whether a class above has the method. */
export function overridesAbove(c: ClassModel, m: FunctionModel, model: Model): boolean {
  const above = c.ancestors.flatMap((name) => model.class(name) ?? []);
  return above.some(
    (a) => a.methods.some((x) => x.shortName === m.shortName) || a.overridable.some((o) => o.name === m.shortName),
  );
}

/** The method by which an object is called, if it takes two tensors. */
export function binaryCall(c: ClassModel): FunctionModel | undefined {
  return c.methods.find(
    (m) =>
      m.traits.includes("callable") &&
      m.arguments.length === 2 &&
      m.arguments.every((a) => a.required && a.type.kind === "tensor"),
  );
}
