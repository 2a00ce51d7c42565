/** What TypeScript can do. */
import type { Capabilities } from "../../lower/capabilities.ts";

export const capabilities: Capabilities = {
  language: "TypeScript",
  optional: "options",
  overloads: false,
  operators: [],
  indexBase: 0,
  slices: "half_open",
  naming: {
    function: "camel",
    parameter: "camel",
    class: "pascal",
    property: "camel",
    constant: "camel",
    inPlace: "underscore",
  },
  aliases: false,
  asynchronous: ["io", "long"],
};
