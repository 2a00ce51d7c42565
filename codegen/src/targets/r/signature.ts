/** The form of a function in R: its parameters, and what is handed to the engine. */
import { lower } from "../../lower/lower.ts";
import { isSizes, isVariadicList } from "../../lower/spread.ts";
import type { Argument, FunctionModel } from "../../model/model.ts";
import { holdsTensors } from "../../model/types.ts";
import { joined } from "../../print/text.ts";
import { capabilities } from "./capabilities.ts";
import { isEnginesDefault, printDefault } from "./literals.ts";
import { namer } from "./names.ts";
import { argumentMode } from "./types.ts";

export interface Parameter {
  /** As users write it; several are given one by one in `...`. */
  readonly name: string;
  readonly argument: Argument;
  readonly form: "plain" | "spread";
}

export function parametersOf(f: FunctionModel): Parameter[] {
  const signature = lower(f, capabilities, namer).signatures[0];
  if (!signature) throw new Error(`${f.name} has no signature`);
  return [...signature.positional, ...signature.named].map(({ name, argument }) => ({
    name: parameterOf(argument, name),
    argument,
    form: isSizes(f, argument) || isVariadicList(f, argument) ? "spread" : "plain",
  }));
}

/** Axes that a function reduces are `dim`, as one axis is. */
function parameterOf(a: Argument, name: string): string {
  return a.name === "axes" && a.type.kind === "axes" ? "dim" : name;
}

/** `"sum xi."`: the engine's name, and how to convert each argument. */
export function keyOf(f: FunctionModel): string {
  const self = f.member === "method" ? "." : "";
  const modes = self + f.arguments.map(argumentMode).join("");
  return `"${f.name}${modes === "" ? "" : ` ${modes}`}"`;
}

/** Arguments of the engine's function, in its order, as expressions. */
export function packed(f: FunctionModel, parameters: readonly Parameter[] = parametersOf(f)): string[] {
  const byPosition = [...parameters].sort((a, b) => a.argument.position - b.argument.position);
  const self = f.member === "method" ? ["self"] : [];
  return [...self, ...byPosition.map((p) => packedValue(f, p))];
}

function packedValue(f: FunctionModel, { name, argument, form }: Parameter): string {
  if (form === "spread") return isSizes(f, argument) ? "sizes(...)" : "several(...)";
  return isEnginesDefault(argument) ? `given(${name})` : name;
}

export function printParameter({ name, argument, form }: Parameter): string {
  if (form === "spread") return "...";
  return argument.required ? name : `${name} = ${printDefault(argument)}`;
}

/** The two lists of a transform: what is given with the function, and what with the tensors. */
export function curried(f: FunctionModel): { outer: Parameter[]; spread: Parameter; inner: Parameter[] } {
  const all = parametersOf(f);
  const tensors = all.filter((p) => holdsTensors(p.argument.type));
  const [first, ...rest] = tensors;
  if (!first) throw new Error(`the transform ${f.name} has no tensors`);
  return { outer: all.filter((p) => !tensors.includes(p)), spread: { ...first, form: "spread" }, inner: rest };
}

/** `function(x, dim = NULL)`, broken if it is long. */
export function printHead(parameters: readonly Parameter[], self = ""): string {
  const all = [...(self === "" ? [] : [self]), ...parameters.map(printParameter)];
  return joined("function(", all, ")", 110, "    ").join("\n");
}
