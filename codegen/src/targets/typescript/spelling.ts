/** TypeScript, for its conformance plan. */
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { isSpread } from "./examples.ts";
import { namer } from "./names.ts";

export const spelling: Spelling = {
  ...spellingOf(capabilities, namer),
  // As spellings() tells the engine.
  operatorInError(f, name) {
    if (f?.member === "function") return namer.function(f);
    return f?.member === "method" ? `${namer.class(f.owner)}.${namer.method(f)}` : name;
  },
  argumentInError: (f, name) => (f ? namer.parameter(f, { name }) : name),
  form(f, a) {
    if (!a.positional) return "named";
    if (isSpread(f) && a === f.positional.at(-1)) return "spread";
    // The last optional one may also stand in the options, if there are options.
    const also = a === f.positional.at(-1) && !a.required && f.named.length > 0;
    return also && !["map", "record"].includes(a.type.kind) ? "either" : "place";
  },
};
