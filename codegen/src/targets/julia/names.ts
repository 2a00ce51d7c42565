/** What Julia calls otherwise, whose functions are extended, and what the hand-written part of the package does itself. */
import { Namer, pascalCase, type NameTable } from "../../lower/names.ts";
import type { ErrorModel } from "../../model/abi.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { capabilities } from "./capabilities.ts";

export const names: NameTable = {
  functions: {
    fashion_mnist: "FashionMNIST",
    images: "imagegrid",
    max: "maximum",
    maximum: "max",
    min: "minimum",
    minimum: "min",
    permute_dims: "permutedims",
    binomial: "randbinomial", // Base's is a coefficient
    kron: "kronecker", // Base's is for matrices and vectors of all kinds
    repeat: "repeat_interleave", // Julia's repeat repeats the whole, as tile does
    summary: "summarize",
    where: "where_",
  },
  methods: {
    "Dataset.get": "getindex",
    "Generator.manual_seed": "seed!",
    "History.plot": "curves",
    "KVStore.init": "init!",
    "KVStore.push": "push!",
    "Metric.reset": "reset!",
    "Metric.update": "update!",
    "Module.eval": "testmode!",
    "Module.load": "load!",
    "Module.load_bytes": "load_bytes!",
    "Module.register_buffer": "register_buffer!",
    "Module.register_module": "register_module!",
    "Module.register_parameter": "register_parameter!",
    "Module.summary": "summarize",
    "Module.train": "trainmode!",
    "Module.zero_grad": "zero_grad!",
    "Optimizer.bind": "bind!",
    "Optimizer.step": "step!",
    "Optimizer.zero_grad": "zero_grad!",
    "Trainer.fit": "fit!",
    "Trainer.resume": "resume!",
  },
  parameters: {
    axes: "dims",
    axis: "dims",
    batch_size: "batchsize",
    "flatten.start_axis": "start_dim",
    in: "input",
    in_axes: "in_dims",
    out_axis: "out_dim",
  },
};

export const namer = new Namer(capabilities.language, capabilities.naming, names);

/** Functions that Julia has already, which get methods for tensors: by their name in Julia, the module. */
export const EXTENDS: Readonly<Record<string, string>> = Object.fromEntries([
  ...(
    "abs all any argmax argmin clamp copy copy! copysign cos exp expm1 floor ceil isfinite isinf isnan log log1p max " +
    "maximum min minimum permutedims prod reshape round sign sin sort split sqrt sum tan tanh trunc push! length " +
    "getindex identity inv sinh cosh asin acos atan asinh acosh atanh hypot signbit searchsorted exp2 log2 log10 reverse trues " +
    "cumsum cumprod diff findall fill zeros ones get names"
  )
    .split(" ")
    .map((name) => [name, "Base"] as const),
  ...["mean", "var", "std", "median"].map((name) => [name, "Statistics"] as const),
]);

/** Names that stay inside the module: Random has the first, the others are too common to be taken by `using`. */
export const INSIDE: ReadonlySet<string> = new Set(["seed!", "getitem", "setitem", "state"]);
/** As a user writes it. */
export const used = (name: string): string => (INSIDE.has(name) ? `Mixgrad.${name}` : name);

/** As it is written where a method is defined. */
export const qualified = (name: string): string => (EXTENDS[name] ? `${EXTENDS[name]}.${name}` : name);

/** Functions and methods that the runtime has in a form of its own; no definition is printed. */
const BY_HAND = new Set([
  "zeros",
  "ones",
  "copy_",
  "reshape",
  "permute_dims",
  "getitem",
  "setitem",
  "summary",
  "Module.call",
  "Module.load",
  "Module.load_bytes",
  "Module.summary",
  "Dataset.length",
  "Dataset.get",
]);

/** `forward` and `call` are what calling the object does. */
export const isFunctor = (f: FunctionModel): boolean =>
  f.member === "method" && (f.shortName === "forward" || f.shortName === "call");
export const isByHand = (f: FunctionModel): boolean =>
  BY_HAND.has(f.name) || (isFunctor(f) && f.shortName === "forward");

/** `save(path, x)`, as Julia's own functions that write have it. */
export const pathFirst = (f: FunctionModel): boolean => f.member === "method" && f.shortName === "save";

export const methodName = (f: FunctionModel): string => namer.method(f);

/** Open and abstract classes are abstract types. */
export const isAbstract = (c: ClassModel): boolean => c.kind !== "final";
export const typeName = (c: ClassModel): string =>
  isAbstract(c) ? `Abstract${namer.class(c.name)}` : namer.class(c.name);
export function typeNamed(model: Model, name: string): string {
  const found = model.class(name);
  return found ? typeName(found) : name;
}
/** The concrete type of the engine's own objects. */
export const concreteName = (c: ClassModel): string =>
  isAbstract(c) ? `Engine${namer.class(c.name)}` : namer.class(c.name);

/** Words of Julia's own errors, or too short to be known as mixgrad's. */
const ERRORS: Readonly<Record<string, string>> = {
  error: "MixgradError",
  dtype: "DTypeError",
  io: "MixgradIOError",
  out_of_memory: "MixgradMemoryError",
  type: "MixgradTypeError",
};
export const errorClass = (name: string): string => ERRORS[name] ?? `${pascalCase(name)}Error`;
/** A type that has subtypes is abstract in Julia, so an error above others is two. */
export const errorBase = (errors: readonly ErrorModel[], name: string): string =>
  name === "error" ? "MixgradError" : hasChildren(errors, name) ? `Abstract${errorClass(name)}` : errorClass(name);
export const hasChildren = (errors: readonly ErrorModel[], name: string): boolean =>
  errors.some((e) => e.parent === name);

export const juliaDType: Readonly<Record<string, string>> = {
  bool: "Bool",
  bfloat16: "BFloat16",
  ...Object.fromEntries([16, 32, 64].map((n) => [`float${n}`, `Float${n}`])),
  ...Object.fromEntries(
    [8, 16, 32, 64].flatMap((n) => [
      [`int${n}`, `Int${n}`],
      [`uint${n}`, `UInt${n}`],
    ]),
  ),
};

/** The constant that holds a function of the engine. */
export const handleOf = (f: FunctionModel): string => `_fn_${f.name.replace(".", "_")}`;
