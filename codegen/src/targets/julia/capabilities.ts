/** What Julia can do. */
import type { Capabilities } from "../../lower/capabilities.ts";

export const capabilities: Capabilities = {
  language: "Julia",
  optional: "named",
  overloads: false,
  operators: ["+", "-", "*", "/", "**", "@", "<", "<=", "==", "!=", ">", ">=", "neg", "abs", "getitem", "setitem"],
  indexBase: 1,
  slices: "inclusive",
  naming: {
    function: "snake",
    parameter: "snake",
    class: "pascal",
    property: "snake",
    constant: "snake",
    inPlace: "bang",
  },
  aliases: false,
  asynchronous: [],
};
