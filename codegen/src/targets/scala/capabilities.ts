/** What Scala can do. */
import type { Capabilities } from "../../lower/capabilities.ts";

export const capabilities: Capabilities = {
  language: "Scala",
  optional: "named",
  overloads: false,
  operators: ["+", "-", "*", "/", "**", "@", "<", "<=", ">", ">=", "==", "!=", "neg", "+=", "-=", "*=", "/="],
  indexBase: 0,
  slices: "half_open",
  naming: {
    function: "camel",
    parameter: "camel",
    class: "pascal",
    property: "camel",
    constant: "pascal",
    inPlace: "word",
  },
  aliases: false,
  asynchronous: [],
};
