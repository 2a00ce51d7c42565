/** Static functions, in classes by what they are for; and what methods share with them. */
import { isTensorMethod } from "../../lower/jvm.ts";
import { handleName } from "../../lower/names.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { indent, joined } from "../../print/text.ts";
import { forms, hasOptions, type Form } from "./form.ts";
import { functionForms } from "./function_forms.ts";
import { functionComment } from "./javadoc.ts";
import { formHolderOf, holderOf, namer, optionsName, staticName, TRANSFORMS, type Holder } from "./names.ts";
import { optionsClass, place } from "./options.ts";
import type { Source } from "./source.ts";
import { boxed, converted, gottenType } from "./types.ts";

/** `private static final EngineFunction SUM = new EngineFunction("sum", 1, false);` */
export function handle(f: FunctionModel): string {
  const keeps = f.member !== "constructor" && f.arguments.some((a) => required(a.type).kind === "callback");
  return `private static final EngineFunction ${handleName(f)} = new EngineFunction("${f.name}", ${f.version}, ${keeps});`;
}

export function returnType(f: FunctionModel): string {
  if (f.result.kind === "nothing") return "void";
  return f.result.kind === "record" ? f.result.name : gottenType(f.result.output.type);
}

/** The values of the packed call; `given` is what the builder gathered. */
export function packed(f: FunctionModel, form: Form): string[] {
  return f.arguments.map((a) => {
    const text = form.packed.get(a);
    if (text !== undefined) return text;
    return form.options ? `given[${place(f, a)}]` : "ABSENT";
  });
}

/** Without the trailing arguments that are not given. */
export function trimmed(values: readonly string[]): string[] {
  const last = values.findLastIndex((v) => v !== "ABSENT");
  return values.slice(0, last + 1);
}

function call(open: string, values: readonly string[], close: string): string[] {
  return joined(open, values, close, 112);
}

/** The statements of a method's body. */
export function body(f: FunctionModel, form: Form, before: readonly string[]): string[] {
  const values = [handleName(f), ...before, ...trimmed(packed(f, form))];
  // A single array would be taken for all arguments.
  const safe =
    values.length === 2 && isArray(form, values[1] ?? "") ? [values[0] ?? "", `(Object) ${values[1] ?? ""}`] : values;
  const given = form.options ? [`Object[] given = ${optionsName(f)}.of(options);`] : [];
  const run = f.blocking === "long" ? "Jobs.run" : "Engine.call";
  const { result } = f;
  if (result.kind === "nothing" || (result.kind !== "record" && result.output.type.kind === "none"))
    return [...given, ...call(`${run}(`, safe, ");")];
  if (result.kind === "record") {
    const fields = result.outputs.map((o, i) => converted(o.type, `results[${i}]`));
    return [
      ...given,
      ...call(`Object[] results = (Object[]) ${run}(`, safe, ");"),
      `return new ${result.name}(${fields.join(", ")});`,
    ];
  }
  const [head, tail] = held(f, converted(result.output.type, "\0")).split("\0");
  return [...given, ...call(`return ${head ?? ""}${run}(`, safe, `)${tail ?? ""};`)];
}

/** An object that a method made and that stands on the method's own. */
const held = (f: FunctionModel, text: string): string => (f.keepsSelf ? `Engine.holding(${text}, this)` : text);

const isArray = (form: Form, name: string): boolean =>
  form.parameters.some((p) => p.name === name && /(\[\]|\.\.\.) /.test(p.text));

const signatureText = (form: Form): string[] => form.parameters.map((p) => p.text);

/** One method for each form, and for long work one that does not wait. */
export function methods(
  f: FunctionModel,
  name: string,
  modifiers: string,
  before: readonly string[],
  list: readonly Form[],
  overrides = false,
): string[] {
  return list.flatMap((form, i) => [
    ...functionComment(f, form, i === 0),
    ...(form.parameters.some((p) => /<.*>\.\.\. /.test(p.text)) ? ["@SafeVarargs"] : []),
    ...(overrides && i === 0 ? ["@Override"] : []),
    ...joined(`${modifiers} ${returnType(f)} ${name}(`, signatureText(form), ") {", 116),
    ...indent(body(f, form, before)),
    "}",
    "",
    ...(f.blocking === "long" ? asynchronous(f, name, modifiers, form) : []),
  ]);
}

function asynchronous(f: FunctionModel, name: string, modifiers: string, form: Form): string[] {
  const type = boxed(returnType(f));
  const call = `${name}(${form.parameters.map((p) => p.name).join(", ")})`;
  const work =
    type === "Void"
      ? [`return Jobs.async(() -> {`, `  ${call};`, "  return null;", "});"]
      : [`return Jobs.async(() -> ${call});`];
  return [
    `/** Like {@code ${name}}, on a thread of its own; cancelling the future cancels the work. */`,
    ...joined(`${modifiers} CompletableFuture<${type}> ${name}Async(`, signatureText(form), ") {", 116),
    ...indent(work),
    "}",
    "",
  ];
}

function holderSource(
  { package: where, name }: Holder,
  functions: readonly FunctionModel[],
  classes: readonly ClassModel[],
): Source {
  const open = name === "Transforms"; // Autograd, by hand, extends it
  return {
    package: where,
    name,
    lines: [
      `/** ${HOLDERS[name] ?? `Functions of ${name}.`} */`,
      `public ${open ? "abstract sealed" : "final"} class ${name}${open ? " permits Autograd" : ""} {`,
      ...indent([
        ...functions.map(handle),
        "",
        open ? `${name}() {}` : `private ${name}() {}`,
        "",
        ...functions.flatMap((f) => [...methods(f, staticName(f), "public static", [], forms(f)), ...optionsClass(f)]),
        ...classes.flatMap(functionForms),
      ]).slice(0, -1),
      "}",
    ],
  };
}

const HOLDERS: Readonly<Record<string, string>> = {
  Tensors: "Makes tensors.",
  Ops: "Functions of tensors. Most are methods of Tensor too.",
  Transforms: "Transforms of functions; see Autograd.",
  Losses: "Losses: functions of outputs and targets.",
  Functional: "Functions of networks.",
  Plot: "Plots.",
};

export function holderSources(model: Model): Source[] {
  const same = (a: Holder) => (b: Holder) => a.package === b.package && a.name === b.name;
  const withForms = model.classes.filter((c) => c.functionForm !== "");
  const holders: Holder[] = [];
  // Autograd by hand is derived from the transforms, so they are there in any case.
  for (const holder of [...model.functions.map(holderOf), ...withForms.map(formHolderOf), TRANSFORMS])
    if (!holders.some(same(holder))) holders.push(holder);
  return holders.map((holder) =>
    holderSource(
      holder,
      model.functions.filter((f) => same(holder)(holderOf(f))),
      withForms.filter((c) => same(holder)(formHolderOf(c))),
    ),
  );
}

/** The class Tensor: methods that hand on to the static functions. */
export function tensorSource(model: Model): Source {
  const list = model.functions.filter(isTensorMethod);
  return {
    package: "io.mixgrad",
    name: "Tensor",
    lines: [
      "/**",
      " * An array of numbers of one element type, with up to 32 axes. Its elements are shared with views of it. Make one",
      " * with {@code Tensor.of}, {@code Tensor.wrap} or a function of {@link Tensors}. Close it, or make it in a {@link Scope},",
      " * to free its elements early.",
      " */",
      "public final class Tensor extends TensorElements {",
      ...indent([
        "/** Only the engine makes these. */",
        "public Tensor(Raw raw) {",
        "  super(raw);",
        "}",
        "",
        ...list.flatMap((f) => tensorMethod(f)),
      ]).slice(0, -1),
      "}",
    ],
  };
}

function tensorMethod(f: FunctionModel): string[] {
  const holder = holderOf(f).name;
  const qualified = (text: string): string => text.replace(/Consumer<(\w+)>/, `Consumer<${holder}.$1>`);
  return forms(f, true).flatMap((form) => [
    `/** ${f.summary} See {@link ${holder}}. */`,
    ...joined(
      `public ${returnType(f)} ${namer.method(f)}(`,
      form.parameters.map((p) => qualified(p.text)),
      ") {",
      116,
    ),
    `  ${returnType(f) === "void" ? "" : "return "}${holder}.${staticName(f)}(${["this", ...form.parameters.map((p) => p.name)].join(", ")});`,
    "}",
    "",
  ]);
}

/** For the reference: how it is called. */
export function functionSignature(f: FunctionModel): string {
  const name =
    f.member === "constructor"
      ? `new ${namer.class(f.owner)}`
      : f.member === "method"
        ? `${namer.class(f.owner)}.${namer.method(f)}`
        : `${holderOf(f).name === "Transforms" ? "Autograd" : holderOf(f).name}.${staticName(f)}`;
  const result = f.member === "constructor" ? "" : `${returnType(f)} `;
  const options = hasOptions(f)
    ? optionsClass(f)
        .flatMap((line) => line.match(/^ {2}public (\w+ \w+\(.*\)) \{$/)?.[1] ?? [])
        .map((text) => `  // ${text}`)
    : [];
  return [
    ...forms(f).map((form) => `${result}${name}(${signatureText(form).join(", ")})`),
    ...(options.length > 0 ? [`${optionsName(f)}:`, ...options] : []),
  ].join("\n");
}
