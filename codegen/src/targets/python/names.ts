/** What Python calls otherwise, what the hand-written part of the package does itself, and the classes of errors. */
import { Namer, pascalCase, type NameTable } from "../../lower/names.ts";
import type { ErrorModel } from "../../model/abi.ts";
import type { ClassModel, FunctionModel } from "../../model/model.ts";
import { capabilities } from "./capabilities.ts";

export const names: NameTable = {
  methods: { "Dataset.length": "__len__", "Dataset.get": "__getitem__" },
  properties: {},
};

export const namer = new Namer(capabilities.language, capabilities.naming, names);

/** A class's base by hand, in `_runtime`: what the schema can't say of it. */
export const BASES: Readonly<Record<string, { readonly module: string; readonly name: string }>> = {
  Module: { module: "module", name: "ModuleBase" },
  Dataset: { module: "dataset", name: "DatasetBase" },
};

/** Methods that those bases have in their own form. */
const BY_HAND = new Set(["Module.call", "Module.load", "Module.load_bytes", "Dataset.length", "Dataset.get"]);

export const isByHand = (f: FunctionModel): boolean => BY_HAND.has(f.name);

/** Whether it is a method of tensors that is printed: to_device has a form of its own in the Array API. */
export const isTensorMethod = (f: FunctionModel): boolean => f.methodOfTensor && f.name !== "to_device";

/** A `callable` method is what calling the object does. */
export function methodName(f: FunctionModel): string {
  return f.traits.includes("callable") ? "__call__" : namer.method(f);
}

/** Python's name of an overridable method. */
export const overridableName = (cls: ClassModel, name: string): string => namer.hostMethod(cls.name, name);

/** Built-in names that `from mixgrad import *` must not hide. */
export const HIDDEN = new Set(["abs", "all", "any", "bool", "compile", "max", "min", "pow", "round", "sum"]);

const ERRORS: Readonly<Record<string, string>> = {
  error: "MgError",
  dtype: "DTypeError",
  index: "MgIndexError",
  value: "MgValueError",
  type: "MgTypeError",
  io: "MgIOError",
};

/** Python's own errors that stock `except` clauses name. */
const BUILT_IN: Readonly<Record<string, string>> = {
  shape: "ValueError",
  dtype: "TypeError",
  index: "IndexError",
  value: "ValueError",
  type: "TypeError",
  out_of_memory: "MemoryError",
  io: "OSError",
  format: "ValueError",
  not_found: "LookupError",
};

export const errorClass = (name: string): string => ERRORS[name] ?? `${pascalCase(name)}Error`;
export const builtInBase = (error: ErrorModel): string => BUILT_IN[error.name] ?? "";

/** The file of a namespace in `generated/`. */
export const moduleOf = (namespace: string): string => (namespace === "" ? "top" : namespace.replaceAll(".", "_"));

/** The variable that holds a function of the engine. */
export const handleOf = (f: FunctionModel): string => `_${f.name.replace(".", "_")}`;
