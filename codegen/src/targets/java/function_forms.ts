/** Free functions that are a constructor by another name: `compile(f)` for `new CompiledFunction(f)`. */
import { camelCase } from "../../lower/names.ts";
import type { ClassModel } from "../../model/model.ts";
import { joined } from "../../print/text.ts";
import { fixedForms, forms, takesOnlyAny, type Form } from "./form.ts";
import { packed, trimmed } from "./functions.ts";
import { functionComment, oneLine } from "./javadoc.ts";
import { namer } from "./names.ts";

export function functionForms(c: ClassModel): string[] {
  const f = c.constructorFunction;
  if (!f || c.functionForm === "") return [];
  const name = camelCase(c.functionForm);
  const made = namer.class(c.name);
  const any = f.arguments.some((a) => takesOnlyAny(a.type));
  const constructed = (form: Form): string[] => [
    ...functionComment(f, form, false),
    ...joined(
      `public static ${made} ${name}(`,
      form.parameters.map((p) => p.text),
      ") {",
      116,
    ),
    `  return new ${made}(new Object[] {${trimmed(packed(f, form)).join(", ")}});`,
    "}",
    "",
  ];
  const list = any ? fixedForms(f) : forms(f).filter((form) => !form.options);
  return [...list.flatMap(constructed), ...(any ? ofAnyNumber(c, name, made) : [])];
}

/** Lambdas of one parameter are taken for functions of one tensor, so functions of a list have a name of their own. */
function ofAnyNumber(c: ClassModel, name: string, made: string): string[] {
  return [
    ...oneLine(`${c.summary} Of a function of any number of tensors that gives any number.`),
    `public static ${made} ${name}All(Function<List<Tensor>, List<Tensor>> fn) {`,
    `  return new ${made}(new Object[] {Functions.several(fn)});`,
    "}",
    "",
  ];
}
