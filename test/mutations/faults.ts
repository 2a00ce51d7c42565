/** The faults that a binding is printed with, each in another function, and none in a function that other cases use. */
import type { Bindings } from "./bindings.ts";

export interface Fault {
  readonly function: string;
  readonly what: string;
  /** What becomes of the arguments that a printed call hands to the engine. */
  apply(values: readonly string[], bindings: Bindings): readonly string[];
  /** Where the language prints defaults the fault is printed from a schema with this one. */
  readonly anotherDefault?: { readonly argument: string; readonly value: boolean };
}

/** Replaces one value; calls that leave it out stay as they are. */
const at = (values: readonly string[], place: number, change: (text: string) => string): string[] =>
  values.map((text, i) => (i === place ? change(text) : text));

export const FAULTS: readonly Fault[] = [
  {
    function: "floor_divide",
    what: "x1 and x2 swapped",
    apply: ([x1 = "", x2 = "", ...rest]) => [x2, x1, ...rest],
  },
  {
    function: "topk",
    what: "another default of largest",
    anotherDefault: { argument: "largest", value: false },
    apply(values, { absent, unlessGiven }) {
      if (unlessGiven === undefined) return values;
      const all = [...values, ...Array<string>(4).fill(absent)].slice(0, 4);
      return at(all, 3, (text) => unlessGiven(text, "false"));
    },
  },
  {
    function: "stack",
    what: "axis counted from another base",
    apply: (values, { absent, next }) => at(values, 1, (text) => (text === absent ? text : next(text))),
  },
  {
    function: "argmin",
    what: "keepdims ignored",
    apply: (values, { absent }) => at(values, 2, () => absent),
  },
];
