/** What Java calls otherwise, and in which package and class everything is. */
import { errorName } from "../../lower/jvm.ts";
import { camelCase, Namer, pascalCase, type NameTable } from "../../lower/names.ts";
import { spelledNames } from "../../lower/spelling.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { capabilities } from "./capabilities.ts";

const names: NameTable = {
  // `Module` would be ambiguous with java.lang.Module wherever everything of a package is imported.
  classes: { Module: "Block" },
  // `toString` is every object's and takes no arguments.
  functions: { to_string: "format" },
  methods: { to_string: "format", "Module.call": "apply" },
  reservedMethods: ["clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "wait"],
  reservedParameters: ["options", "given"],
};

export const namer = new Namer(capabilities.language, capabilities.naming, names);

export const ROOT = "io.mixgrad";

/** Packages by namespace, and of those classes of the top that are not the root's. */
const PACKAGES: Readonly<Record<string, string>> = { datasets: "data", metrics: "train", optim: "train", plot: "" };
const CLASS_PACKAGES: Readonly<Record<string, string>> = {
  Callback: "train",
  EarlyStopping: "train",
  History: "train",
  Trainer: "train",
  DataLoader: "data",
  Dataset: "data",
  TensorDataset: "data",
};

function packageOfNamespace(namespace: string): string {
  const below = PACKAGES[namespace] ?? namespace;
  return below === "" ? ROOT : `${ROOT}.${below}`;
}

export function packageOf(c: ClassModel): string {
  const below = c.namespace === "" ? CLASS_PACKAGES[c.name] : undefined;
  return below === undefined ? packageOfNamespace(c.namespace) : `${ROOT}.${below}`;
}

/** A class of static functions. */
export interface Holder {
  readonly package: string;
  readonly name: string;
}

export const TRANSFORMS: Holder = { package: ROOT, name: "Transforms" };

/** `Tensors` make tensors of nothing, `Transforms` take functions, `Ops` do the rest; losses have a target. */
export function holderOf(f: FunctionModel): Holder {
  const holder = packageOfNamespace(f.namespace);
  if (f.namespace === "datasets") return { package: holder, name: pascalCase(f.name) };
  if (f.namespace === "nn") {
    return { package: holder, name: f.inputs.some((a) => a.name === "target") ? "Losses" : "Functional" };
  }
  if (f.namespace !== "") return { package: holder, name: pascalCase(f.namespace.split(".").at(-1) ?? "") };
  if (f.traits.includes("transform")) return TRANSFORMS;
  const creates = f.inputs.length === 0 && f.result.kind === "single" && f.result.output.type.kind === "tensor";
  return { package: holder, name: creates || f.name.endsWith("_like") ? "Tensors" : "Ops" };
}

/** Where a class's function form is: beside the class, since it calls a constructor that others do not see. */
export function formHolderOf(c: ClassModel): Holder {
  const where = packageOf(c);
  return where === ROOT ? TRANSFORMS : { package: where, name: pascalCase(where.split(".").at(-1) ?? "") };
}

/** The function in its holder: a data set's loads it. */
export const staticName = (f: FunctionModel): string => (f.namespace === "datasets" ? "load" : namer.function(f));

/** What a user writes before the dot; the transforms are reached through the class by hand. */
export const holderName = (f: FunctionModel): string => {
  const { name } = holderOf(f);
  return name === "Transforms" ? "Autograd" : name;
};

/** Static factories of what is derived from a class, besides its own `of`. */
const FACTORIES: Readonly<Record<string, string>> = {
  Module: "Layers",
  Optimizer: "Optimizers",
  Schedule: "Schedules",
};
export function factoryHolders(): string[] {
  return Object.keys(FACTORIES);
}
export const factoriesOf = (base: string): string => FACTORIES[base] ?? "";
export function factoryName(c: ClassModel): string {
  return c.name === "ReLU" ? "relu" : camelCase(namer.class(c.name));
}
/** The factories in which a class is, or "". */
export function factoryHolder(c: ClassModel): string {
  if (c.kind !== "final" || !c.constructorFunction) return "";
  return c.ancestors.map(factoriesOf).find((name) => name !== "") ?? "";
}

/** A class's base by hand: what the schema can't say of it. */
export const BASES: Readonly<Record<string, string>> = { Module: "BlockBase", Dataset: "DatasetBase" };

/** The builder of a function's options, nested in the class that has the function. */
export function optionsName(f: FunctionModel): string {
  if (f.member === "constructor") return "Options";
  return `${pascalCase(f.name.endsWith("_") ? `${f.shortName}in_place` : f.shortName)}Options`;
}

/** Every name of Java's that printed texts use, with where it is from. */
export function knownNames(model: Model): Map<string, string> {
  const known = new Map<string, string>();
  const add = (from: string, list: readonly string[]): void =>
    list.forEach((name) => known.set(name, `${from}.${name}`));
  add(ROOT, [
    "Autograd",
    "Device",
    "DType",
    "EngineObject",
    "Index",
    "Shape",
    "Tensor",
    "TensorElements",
    "TensorFunction",
  ]);
  add(ROOT, [
    ...model.abi.errors.map((e) => errorName(e.name)),
    ...model.enums.map((e) => e.name),
    ...model.records.map((r) => r.name),
  ]);
  add(`${ROOT}.internal`, [
    "Absent",
    "Engine",
    "EngineEnum",
    "EngineException",
    "EngineFunction",
    "EngineRecord",
    "Errors",
    "Functions",
    "Jobs",
    "Raw",
    "Results",
  ]);
  add(`${ROOT}.nn`, ["BlockBase"]);
  add(`${ROOT}.data`, ["DatasetBase"]);
  add("org.junit.jupiter.api", ["Test"]);
  add("java.util", ["ArrayList", "Iterator", "LinkedHashMap", "List", "Map"]);
  add("java.util.concurrent", ["CompletableFuture"]);
  add("java.util.function", ["BiFunction", "BinaryOperator", "Consumer", "Function", "UnaryOperator"]);
  add("java.nio.file", ["Path"]);
  for (const c of model.classes) known.set(namer.class(c.name), `${packageOf(c)}.${namer.class(c.name)}`);
  for (const f of model.functions) known.set(holderOf(f).name, `${holderOf(f).package}.${holderOf(f).name}`);
  for (const c of model.classes) {
    const base = factoriesOf(c.name);
    if (base !== "") known.set(base, `${packageOf(c)}.${base}`);
  }
  return known;
}

/** `name=spelling` for every name that a message of the engine spells otherwise. */
export const spellings = (model: Model): string[] => spelledNames(model, namer, staticName);
