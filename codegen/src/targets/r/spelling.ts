/** R, for its conformance plan: functions with prefixes in place of namespaces and methods of Tensor. */
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { capabilities } from "./capabilities.ts";
import { className, functionName, namer, overridableName } from "./names.ts";
import { isTransform, parametersOf } from "./signature.ts";

export const spelling: Spelling = {
  ...spellingOf(capabilities, namer),
  function: (f) => ({ namespace: "", name: functionName(f) }),
  class: (c) => ({ namespace: "", name: className(c) }),
  method: (f) => (f.member === "method" ? f.shortName : ""),
  overridable: overridableName,
  parameter: (f, a) => parametersOf(f).find((p) => p.argument === a)?.name ?? namer.parameter(f, a),
  form(f, a) {
    if (parametersOf(f).some((p) => p.argument === a && p.form === "spread")) return "spread";
    return a.positional ? "either" : "named";
  },
  curried: isTransform,
};
