/** What the schemas say about arguments, results and functions, as sentences that every language's docstrings share. */
import type { Argument, FunctionModel, Output } from "../model/model.ts";
import { sentence } from "./text.ts";

const spaced = (facts: readonly string[]): string => facts.filter((fact) => fact !== "").join(" ");

/** Description, dtypes, shape, range, counting and the meanings of an enum's words; not the default. */
export function argumentText(a: Argument): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = a.range;
  return spaced([
    sentence(a.description),
    a.dtypes === "" ? "" : `dtype: ${a.dtypes}.`,
    a.shape === "" ? "" : `Shape \`${a.shape}\`.`,
    minimum === -Infinity ? "" : `${exclusiveMinimum ? "More than" : "At least"} ${minimum}.`,
    maximum === Infinity ? "" : `${exclusiveMaximum ? "Less than" : "At most"} ${maximum}.`,
    a.carries === "nothing"
      ? ""
      : `Holds ${a.carries === "indices" ? "indices" : "class numbers"}, in your language's counting.`,
    a.sentinel === null ? "" : `${a.sentinel} means none and is never shifted.`,
    a.type.kind === "enum" ? a.type.values.map((v) => `\`${v.name}\`: ${sentence(v.description)}`).join(" ") : "",
  ]);
}

export function outputText(o: Output): string {
  return spaced([
    sentence(o.description),
    o.dtype === "" ? "" : `dtype: ${o.dtype}.`,
    o.shape === "" ? "" : `Shape \`${o.shape}\`.`,
    o.carriesIndices ? "Holds indices, in your language's counting." : "",
  ]);
}

/** What the engine records of methods and the like: gradients are the business of the operators that they call. */
const CALLS_OPERATORS = "not an operator";

export function gradientText(f: FunctionModel): string {
  switch (f.gradient.kind) {
    case "inputs": {
      const inputs = f.gradient.inputs.map((name) => `\`${name}\``).join(", ");
      return `Gradient: of ${inputs}${f.gradient.differentiableAgain ? ", differentiable again" : ""}.`;
    }
    case "composed":
      return "Gradient: that of the functions it is made of.";
    case "none":
      return f.gradient.why === CALLS_OPERATORS ? "" : `No gradient: ${sentence(f.gradient.why)}`;
  }
}

const BITS = {
  same: "Bits: the same everywhere.",
  bounded: "Bits: the same on one machine, within a stated error elsewhere.",
  none: "",
} as const;
const BLOCKING = {
  none: "",
  compute: "",
  io: "May wait for the disk, or for a model in use.",
  long: "Runs as a job.",
} as const;

/** Gradient, bits, blocking, aliases, since and lifecycle in one line. */
export function factsText(f: FunctionModel): string {
  const aliases = f.aliases.length === 0 ? "" : `Also called ${f.aliases.map((a) => `\`${a}\``).join(", ")}.`;
  return spaced([gradientText(f), BITS[f.bits], BLOCKING[f.blocking], aliases, `Since ${f.since}, ${f.lifecycle}.`]);
}
