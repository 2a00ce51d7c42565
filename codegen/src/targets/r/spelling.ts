/** R, for its conformance plan. */
import { isTransform } from "../../lower/spread.ts";
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { className, functionName, namer, overridableName } from "./names.ts";
import { parametersOf } from "./signature.ts";

export const spelling: Spelling = {
  ...spellingOf(capabilities, namer),
  function: (f) => ({ namespace: "", name: functionName(f) }),
  class: (c) => ({ namespace: "", name: className(c) }),
  method: (f) => (f.member === "method" || (f.methodOfTensor && !isTransform(f)) ? f.shortName : ""),
  overridable: overridableName,
  parameter: (f, a) => parametersOf(f).find((p) => p.argument === a)?.name ?? a.name,
  form(f, a) {
    const parameters = parametersOf(f);
    const at = parameters.findIndex((p) => p.argument === a);
    if (parameters[at]?.form === "spread") return "spread";
    const behind = parameters.slice(0, at).some((p) => p.form === "spread");
    return behind || !a.positional ? "named" : "either";
  },
  property: (_owner, name) => name,
  constant: (name) => name,
};
