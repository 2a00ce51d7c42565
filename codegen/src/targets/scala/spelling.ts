/** What Scala calls things, for its conformance plan. */
import { isTensorMethod } from "../../lower/jvm.ts";
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { methodName, namer } from "./names.ts";

export const spelling: Spelling = {
  ...spellingOf(capabilities, namer),
  method: (f) => (f.member === "method" ? methodName(f) : isTensorMethod(f) ? namer.method(f) : ""),
  record: (r) => ({ namespace: "", name: r.name }),
  typed: true,
};
