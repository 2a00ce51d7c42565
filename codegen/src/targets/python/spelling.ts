/** Python, for its conformance plan. */
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { methodName, namer } from "./names.ts";
import { form } from "./signature.ts";

export const spelling: Spelling = {
  ...spellingOf(capabilities, namer),
  method: (f) => (f.member === "method" || f.methodOfTensor ? methodName(f) : ""),
  form(f, a) {
    const found = form(f).parameters.find((p) => p.argument === a)?.form;
    return found === "spread" ? "spread" : found === "named" ? "named" : "either";
  },
};
