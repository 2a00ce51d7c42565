/** What R can do. */
import type { Capabilities } from "../../lower/capabilities.ts";

export const capabilities: Capabilities = {
  language: "R",
  optional: "named",
  overloads: false,
  operators: "+ - * / ** @ & | < <= == != > >= neg invert abs getitem setitem".split(" "),
  indexBase: 1,
  slices: "inclusive",
  naming: {
    function: "snake",
    parameter: "snake",
    class: "snake",
    property: "snake",
    constant: "snake",
    inPlace: "underscore",
  },
  aliases: true,
  asynchronous: [],
};
