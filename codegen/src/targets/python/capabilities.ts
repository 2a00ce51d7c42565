/** What Python can do. */
import type { Capabilities } from "../../lower/capabilities.ts";

export const capabilities: Capabilities = {
  language: "Python",
  optional: "named",
  overloads: false,
  operators: [
    ..."+ - * / // % ** @ & | ^ << >> < <= == != > >= neg invert abs getitem setitem".split(" "),
    ..."+= -= *= /= //= %= **= @= &= |= ^= <<= >>=".split(" "),
  ],
  indexBase: 0,
  slices: "half_open",
  naming: {
    function: "snake",
    parameter: "snake",
    class: "pascal",
    property: "snake",
    constant: "snake",
    inPlace: "underscore",
  },
  aliases: true,
  asynchronous: [],
};
