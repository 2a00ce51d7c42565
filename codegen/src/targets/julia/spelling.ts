/** Julia, for its conformance plan. */
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { isDims } from "./literals.ts";
import { methodName, namer } from "./names.ts";
import { keepsDims, parameters } from "./signature.ts";

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
  // Where dims are given Julia keeps them, as Base does; the schemas do not.
  implied(f, given) {
    const keep = f.arguments.find((a) => keepsDims(f, a));
    const reduced = f.arguments.some((a) => isDims(a.type) && given.includes(a.name));
    return keep && reduced && !given.includes(keep.name) ? { [namer.parameter(f, keep)]: { bool: false } } : {};
  },
};
