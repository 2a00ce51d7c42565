/** What Scala calls otherwise, and in which package everything is. */
import { Namer, type NameTable } from "../../lower/names.ts";
import type { ClassModel, FunctionModel } from "../../model/model.ts";
import { capabilities } from "./capabilities.ts";

const names: NameTable = {
  functions: { fashion_mnist: "FashionMnist", to_string: "format", var: "variance" },
  // `toString` is every object's and takes no arguments.
  methods: { to_string: "format", var: "variance" },
  reservedMethods: ["clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "wait"],
  reservedParameters: ["given"],
};

export const namer = new Namer(capabilities.language, capabilities.naming, names);

/** `nn` is the package mixgrad.nn. */
export const packageOf = (namespace: string): string => (namespace === "" ? "mixgrad" : `mixgrad.${namespace}`);

/** What a user writes before the name. */
export const qualified = (namespace: string, name: string): string =>
  namespace === "" ? name : `${namespace.replaceAll("_", "")}.${name}`;

/** A class's base by hand: what the schema can't say of it. */
export const BASES: Readonly<Record<string, string>> = { Module: "ModuleBase", Dataset: "DatasetBase" };

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

/** A class as every file names it: in full outside of the top. */
export function classType(name: string, namespace: string): string {
  const own = namer.class(name);
  return namespace === "" ? own : `${packageOf(namespace)}.${own}`;
}
