/** The form of a function in Julia: its parameters, and what is handed to the engine. */
import { isSizes as takesSizes, isTransform, isVariadicList } from "../../lower/spread.ts";
import type { Argument, FunctionModel } from "../../model/model.ts";
import { holdsTensors, isTensor, required } from "../../model/types.ts";
import { joined } from "../../print/text.ts";
import { ABSENT, isDims, printDefault } from "./literals.ts";
import { EXTENDS, namer } from "./names.ts";

/**
 * `place`: by its place only; `either`: by its place or by its name; `spread`: `x...`; `keyword`.
 */
export interface Parameter {
  readonly name: string;
  readonly argument: Argument;
  readonly form: "place" | "either" | "spread" | "keyword";
}

/** Of a function's own argument, not of its first: `zeros((2, 3))` takes a tuple. */
const isSizes = (f: FunctionModel, a: Argument): boolean =>
  takesSizes(f, a) && f.member === "function" && f.positional.indexOf(a) > 0;

function formOf(f: FunctionModel, a: Argument): Parameter["form"] {
  if (isTransform(f)) {
    const tensors = f.arguments.filter((b) => holdsTensors(b.type));
    if (tensors[0] === a) return "spread";
    return tensors.includes(a) || !a.required ? "keyword" : "place";
  }
  if (isSizes(f, a)) return "spread";
  if (isVariadicList(f, a)) return "spread";
  if (!a.positional || isDims(a.type)) return "keyword";
  return a.required && (f.member !== "constructor" || isTensor(a.type)) ? "place" : "either";
}

export function parameters(f: FunctionModel): Parameter[] {
  const all = f.arguments.map((argument): Parameter => ({
    name: namer.parameter(f, argument),
    argument,
    form: formOf(f, argument),
  }));
  const order = [...f.positional, ...f.named];
  const sorted = [...all].sort((a, b) => order.indexOf(a.argument) - order.indexOf(b.argument));
  const fixed = sorted.filter((p) => p.form !== "keyword" && p.form !== "spread");
  const spread = sorted.filter((p) => p.form === "spread");
  return [...fixed, ...spread, ...sorted.filter((p) => p.form === "keyword")];
}

/** Arguments of the engine's function, in its order, as expressions. */
export function packed(f: FunctionModel): string[] {
  const byPosition = [...parameters(f)].sort((a, b) => a.argument.position - b.argument.position);
  return byPosition.map((p) => packedValue(f, p));
}

function packedValue(f: FunctionModel, { name, argument, form }: Parameter): string {
  const kind = required(argument.type).kind;
  if (form === "spread" && isSizes(f, argument)) return `_sizes(${name})`;
  if (kind === "tensor" || kind === "tensor_or_number") return `_input(${name})`;
  if (kind === "tensors" || holdsTensors(argument.type)) return `_inputs(${name})`;
  if (kind === "subscript") return `_subscript(${name})`;
  if (kind === "shape") return `_sizes(${name})`;
  if (kind === "path") return `_path(${name})`;
  if (kind === "slice") return `_slice(${name})`;
  if (kind === "bytes") return `_bytes(${name})`;
  return name;
}

/** True for `keepdims` beside `dims`: as in Base, what is reduced stays as a dimension of one where dims are given. */
export const keepsDims = (f: FunctionModel, a: Argument): boolean =>
  a.name === "keepdims" && f.arguments.some((b) => isDims(b.type));

function defaultOf(f: FunctionModel, a: Argument): string {
  return keepsDims(f, a) ? "_keeps(dims)" : printDefault(a);
}

/** The optional arguments by place are called `x_`, so that `x` can be the keyword. */
export function printParameters(f: FunctionModel, self: readonly string[] = [], types: readonly string[] = []): string {
  const all = parameters(f);
  const place = all.flatMap((p, i) => {
    const type = types[i] ? `::${types[i]}` : "";
    if (p.form === "place") return [p.name + type];
    if (p.form === "either") return [`${p.name}_ = ${p.argument.required ? ABSENT : defaultOf(f, p.argument)}`];
    return p.form === "spread" ? [`${p.name}...`] : [];
  });
  const keywords = all.flatMap((p) => {
    if (p.form === "either") return [`${p.name} = ${p.name}_`];
    if (p.form !== "keyword") return [];
    return [p.argument.required ? p.name : `${p.name} = ${defaultOf(f, p.argument)}`];
  });
  const named = [...keywords, ...progressOf(f)];
  return [...self, ...place].join(", ") + (named.length > 0 ? `; ${named.join(", ")}` : "");
}

/** Long work shows how far it is. */
const progressOf = (f: FunctionModel): string[] => (f.blocking === "long" ? ["progress = true"] : []);

/** As documentation shows it: optional arguments by their name. */
export function shownSignature(
  f: FunctionModel,
  name: string,
  self: readonly string[] = [],
  after: readonly string[] = [],
): string {
  const all = parameters(f);
  const place = all
    .filter((p) => p.form !== "keyword" && (p.form !== "either" || p.argument.required))
    .map((p) => (p.form === "spread" ? `${p.name}...` : p.name));
  const keywords = all
    .filter((p) => p.form === "keyword" || (p.form === "either" && !p.argument.required))
    .map((p) => {
      const fallback = defaultOf(f, p.argument);
      return p.argument.required || fallback === ABSENT ? p.name : `${p.name} = ${fallback}`;
    });
  const named = [...keywords, ...progressOf(f)];
  return `${name}(${[...self, ...place, ...after].join(", ")}${named.length > 0 ? `; ${named.join(", ")}` : ""})`;
}

/** The combinations of types that a function of Base is extended for. */
export function extendedTypes(f: FunctionModel, name: string): string[][] {
  if (!EXTENDS[name] || f.member === "method") return [[]];
  const places = parameters(f).filter((p) => p.form === "place" && p.argument.role === "input");
  if (places.length < 2) return [["Tensor"]];
  return [
    ["Tensor", "Tensor"],
    ["Tensor", "ArrayOrNumber"],
    ["ArrayOrNumber", "Tensor"],
  ];
}

/** `name(parameters) =` and the body below it. */
export function definition(name: string, parameterText: string, body: readonly string[]): string[] {
  const [only = ""] = body;
  if (body.length === 1) return joined(`${name}(${parameterText}) =`, [], "", 110, "    ").concat([`    ${only}`]);
  return [`function ${name}(${parameterText})`, ...body.map((line) => `    ${line}`), "end"];
}
