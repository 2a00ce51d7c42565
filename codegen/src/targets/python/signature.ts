/** The form of a function in Python: its parameters, and what is handed to the engine. */
import { lower, type LoweredArgument } from "../../lower/lower.ts";
import { isObjectList, isSizes, isVariadicList } from "../../lower/spread.ts";
import type { Argument, FunctionModel } from "../../model/model.ts";
import { holdsTensors, required, type Type } from "../../model/types.ts";
import { joined } from "../../print/text.ts";
import { capabilities } from "./capabilities.ts";
import { ABSENT, printDefault } from "./literals.ts";
import { namer } from "./names.ts";
import { acceptedType } from "./types.ts";

export interface Parameter {
  readonly name: string;
  readonly argument: Argument;
  /** `a`, `*a` */
  readonly form: "positional" | "spread" | "named";
}

export interface Form {
  readonly parameters: readonly Parameter[];
  /** Statements before the call. */
  readonly prologue: readonly string[];
  /** Arguments of the engine's function, in its order, as expressions. */
  readonly packed: readonly string[];
}

function parameter(f: FunctionModel, { name, argument }: LoweredArgument): Parameter {
  if (isSizes(f, argument) || isVariadicList(f, argument)) return { name, argument, form: "spread" };
  return { name, argument, form: argument.positional ? "positional" : "named" };
}

export function form(f: FunctionModel): Form {
  const signature = lower(f, capabilities, namer).signatures[0];
  if (!signature) throw new Error(`${f.name} has no signature`);
  const given = [...signature.positional, ...signature.named].map((a) => parameter(f, a));
  const spread = given.findIndex((p) => p.form === "spread");
  const parameters = given.map((p, i): Parameter => (spread >= 0 && i > spread ? { ...p, form: "named" } : p));
  const byPosition = [...parameters].sort((a, b) => a.argument.position - b.argument.position);
  const prologue = parameters.flatMap((p) => (isListed(p) ? [`${p.name} = _listed(${p.name})`] : []));
  return { parameters, prologue, packed: byPosition.map((p) => packedValue(f, p)) };
}

/** Objects one by one may as well be given in one list: they are none. */
const isListed = (p: Parameter): boolean => p.form === "spread" && isObjectList(p.argument.type);

/** What the extension can't tell from other values by itself is said here. */
const CONVERTED: Partial<Record<Type["kind"], string>> = {
  bytes: "_as_bytes",
  slice: "_as_slice",
  record: "_as_record",
};

function packedValue(f: FunctionModel, { name, argument, form: kind }: Parameter): string {
  if (kind === "spread" && isSizes(f, argument)) return `_spread(${name})`;
  const convert = CONVERTED[required(argument.type).kind];
  return convert === undefined ? name : `${convert}(${name})`;
}

/** The two lists of a transform: what is given with the function, and what with the tensors. */
export function curried(f: FunctionModel): { outer: Parameter[]; spread: Parameter; inner: Parameter[] } {
  const all = form(f).parameters;
  const tensors = all.filter((p) => holdsTensors(p.argument.type));
  const [first, ...rest] = tensors;
  if (!first) throw new Error(`the transform ${f.name} has no tensors`);
  return {
    outer: all.filter((p) => !tensors.includes(p)),
    spread: { ...first, form: "spread" },
    inner: rest.map((p): Parameter => ({ ...p, form: "named" })),
  };
}

/** `x, y=1, *, z=2`; with types for stubs. */
export function printParameters(parameters: readonly Parameter[], typed: boolean, self = ""): string[] {
  const out = self === "" ? [] : [self];
  let star = false;
  for (const p of parameters) {
    if (p.form === "named" && !star) {
      if (!parameters.some((other) => other.form === "spread")) out.push("*");
      star = true;
    }
    out.push(printParameter(p, typed));
  }
  return out;
}

function printParameter({ name, argument, form: kind }: Parameter, typed: boolean): string {
  if (kind === "spread") return typed ? `*${name}: ${spreadType(argument.type)}` : `*${name}`;
  const optional = argument.required ? "" : printDefault(argument);
  if (!typed) return optional === "" ? name : `${name}=${optional}`;
  const type = acceptedType(argument.type);
  if (optional === "") return `${name}: ${type}`;
  if (optional === ABSENT) return `${name}: ${type} | Absent = ...`;
  return `${name}: ${optional === "None" && !type.endsWith("None") ? `${type} | None` : type} = ${optional}`;
}

/** Long work takes one more argument, which is not the engine's: whether its progress is shown. */
export function withProgress(f: FunctionModel, printed: readonly string[], typed: boolean): string[] {
  if (f.blocking !== "long") return [...printed];
  const star = printed.some((p) => p.startsWith("*")) ? [] : ["*"];
  return [...printed, ...star, typed ? "progress: bool = True" : "progress=True"];
}

/** What each of the arguments of a spread list is. */
function spreadType(type: Type): string {
  if (type.kind === "list") {
    const one = acceptedType(type.of);
    return isObjectList(type) ? `${one} | Iterable[${one}]` : one;
  }
  if (type.kind === "tensors") return "ArrayLike";
  return "int | Sequence[int]";
}

/** `def name(a, b):`, broken if it is long. */
export function printDef(name: string, parameters: readonly string[], end: string, indent = ""): string[] {
  return joined(`def ${name}(`, parameters, `)${end}`, 110 - indent.length, "    ");
}
