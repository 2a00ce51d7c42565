/** What Scala calls otherwise, and in which package everything is. */
import { Namer, type NameTable } from "../../lower/names.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { capabilities } from "./capabilities.ts";

const names: NameTable = {
  functions: { fashion_mnist: "FashionMnist", to_string: "format" },
  // `toString` is every object's and takes no arguments.
  methods: { to_string: "format" },
  reservedMethods: ["clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "wait"],
  reservedParameters: ["given"],
};

export const namer = new Namer(capabilities.language, capabilities.naming, names);

/** `nn` is the package mixgrad.nn. */
export const packageOf = (namespace: string): string => (namespace === "" ? "mixgrad" : `mixgrad.${namespace}`);

/** What a user writes before the name. */
export const qualified = (namespace: string, name: string): string =>
  namespace === "" ? name : `${namespace.replaceAll("_", "")}.${name}`;

/** The constant that holds a function of the engine. */
export function handleName(f: FunctionModel): string {
  return f.name
    .replace(/\./g, "_")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase();
}

/** A class's base by hand: what the schema can't say of it. */
export const BASES: Readonly<Record<string, string>> = { Module: "ModuleBase", Dataset: "DatasetBase" };

const BY_HAND = new Set([
  "Module.call",
  "Module.load",
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
/** The Java package's exceptions, under their names. */
export const errorName = (code: string): string =>
  ERRORS[code] ??
  `${code
    .split("_")
    .map((w) => w.slice(0, 1).toUpperCase() + w.slice(1))
    .join("")}Exception`;

export const isCallable = (f: FunctionModel): boolean => f.traits.includes("callable");
/** What a method is called: what calling the object does is `apply`. */
export const methodName = (f: FunctionModel): string => (isCallable(f) ? "apply" : namer.method(f));

/** Whether it is called without parentheses: nothing is given, and it does nothing but answer. */
export function isBare(f: FunctionModel, skip: number): boolean {
  return f.positional.length + f.named.length === skip && f.result.kind !== "nothing" && f.member !== "constructor";
}

export function classPackage(c: ClassModel): string {
  return packageOf(c.namespace);
}

/** Where the names of printed texts are: full names of classes outside of the top. */
export function classType(name: string, model?: Model): string {
  const c = model?.class(name) ?? CLASSES.get(name);
  const own = namer.class(name);
  return c && c.namespace !== "" ? `mixgrad.${c.namespace}.${own}` : own;
}
const CLASSES = new Map<string, ClassModel>();
export function remember(model: Model): void {
  for (const c of model.classes) CLASSES.set(c.name, c);
}
