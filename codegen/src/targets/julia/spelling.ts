/** Julia, for its conformance plan. */
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { methodName, namer } from "./names.ts";
import { parameters } from "./signature.ts";

export const spelling: Spelling = {
  ...spellingOf(capabilities, namer),
  function: (f) => ({ namespace: "", name: namer.function(f) }),
  class: (c) => ({ namespace: "", name: namer.class(c.name) }),
  method: (f) => (f.member === "method" ? methodName(f) : ""),
  form(f, a) {
    const found = parameters(f).find((p) => p.argument === a)?.form;
    // Optional arguments by place are called `x_`: users give them by name.
    if (found === "either") return a.required ? "either" : "named";
    return found === "keyword" || found === undefined ? "named" : found;
  },
  curried: () => false,
};
