/** What TypeScript calls otherwise, and the names that the runtime takes. */
import { Namer, pascalCase, type NameTable } from "../../lower/names.ts";
import { spelledNames } from "../../lower/spelling.ts";
import type { FunctionModel, Model } from "../../model/model.ts";
import { capabilities } from "./capabilities.ts";

const names: NameTable = {
  functions: { var: "variance" },
  parameters: { arguments: "args" },
  // `then` would make a tensor awaitable, `length` array-like; `constructor` is every class's.
  reservedMethods: ["then", "constructor"],
  reservedParameters: ["options"],
};

export const namer = new Namer(capabilities.language, capabilities.naming, names);

/** The interface of a function's options. */
export function optionsName(f: FunctionModel): string {
  if (f.member === "constructor") return `${namer.class(f.owner)}ConstructorOptions`;
  const name = f.name.endsWith("_") ? `${f.shortName}in_place` : f.shortName;
  return `${f.owner === "" ? "" : namer.class(f.owner)}${pascalCase(name)}Options`;
}

const ERRORS: Readonly<Record<string, string>> = {
  error: "MgError",
  dtype: "DTypeError",
  type: "MgTypeError",
  io: "IOError",
};

/** The class of an error: `shape` is ShapeError; `TypeError` is JavaScript's own. */
export function errorName(code: string): string {
  return ERRORS[code] ?? `${pascalCase(code)}Error`;
}

/** Members that are called without arguments and named like JavaScript's own property are one. */
export function isGetter(member: { readonly shortName: string; readonly arguments: readonly unknown[] }): boolean {
  return member.shortName === "length" && member.arguments.length === 0;
}

/** A class's base by hand, in `src/runtime`: what the schema can't say of it. */
export const BASES: Readonly<Record<string, { readonly module: string; readonly name: string }>> = {
  Module: { module: "module", name: "ModuleBase" },
  Figure: { module: "figure", name: "FigureBase" },
  Trainer: { module: "trainer", name: "TrainerBase" },
};

/** Methods that those bases have in their own form. */
const BY_HAND = new Set(["Module.call", "Module.load", "Module.load_bytes", "Module.to"]);

export const isByHand = (f: FunctionModel): boolean => BY_HAND.has(f.name);

/** The file of a namespace: `nn`, `nn_odd`; the top is `top`. */
export function namespaceFile(namespace: string): string {
  return namespace === "" ? "top" : namespace.replaceAll(".", "_");
}

/** `name=spelling` for every name that a message of the engine spells otherwise. */
export const spellings = (model: Model): string[] => spelledNames(model, namer);
