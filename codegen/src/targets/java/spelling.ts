/** What Java calls things, for its conformance plan: packages and classes stand for namespaces. */
import { spellingOf, type Spelling } from "../../lower/spelling.ts";
import { isTensorMethod } from "../../lower/jvm.ts";
import { required } from "../../model/types.ts";
import { capabilities } from "./capabilities.ts";
import { hasOptions, isTensorList } from "./form.ts";
import { holderName, holderOf, namer, packageOf, ROOT, staticName } from "./names.ts";

export const spelling: Spelling = {
  ...spellingOf(capabilities, namer),
  function: (f) => ({ namespace: `${holderOf(f).package}.${holderName(f)}`, name: staticName(f) }),
  class: (c) => ({ namespace: packageOf(c), name: namer.class(c.name) }),
  record: (r) => ({ namespace: ROOT, name: r.name }),
  method: (f) => (f.member === "method" || isTensorMethod(f) ? namer.method(f) : ""),
  form: (f, a) => {
    const list = required(a.type).kind === "list" || isTensorList(a.type);
    // What may follow one by one does so where the schema says it, and in functions of functions.
    const spread = f.traits.includes("variadic") || f.traits.includes("transform");
    if (a.positional && list && spread && f.arguments.filter((b) => isTensorList(b.type)).length < 2) return "spread";
    if (!a.positional) return "named";
    return a.required || !hasOptions(f) ? "place" : "either";
  },
  curried: () => false,
  typed: true,
};
