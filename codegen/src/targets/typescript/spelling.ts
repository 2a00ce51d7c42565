/** TypeScript, for its conformance plan. */
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { isSpread } from "./examples.ts";
import { namer } from "./names.ts";
import { alsoPositional } from "./options.ts";

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
    return a === alsoPositional(f) ? "either" : "place";
  },
};
