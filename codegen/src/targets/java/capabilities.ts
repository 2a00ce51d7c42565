/** What Java can do. */
import type { Capabilities } from "../../lower/capabilities.ts";

export const capabilities: Capabilities = {
  language: "Java",
  optional: "builder",
  overloads: false, // form.ts makes them: variable arguments and builders take part
  operators: [],
  indexBase: 0,
  slices: "half_open",
  naming: {
    function: "camel",
    parameter: "camel",
    class: "pascal",
    property: "camel",
    constant: "upper",
    inPlace: "word",
  },
  aliases: false,
  asynchronous: [],
};
