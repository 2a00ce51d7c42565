/** Classes: wrappers of the engine's objects. */
import { binaryCall, isByHand, overridesAbove } from "../../lower/jvm.ts";
import { mapOf, sequenceOf } from "../../lower/sequence.ts";
import { handleName } from "../../lower/names.ts";
import type { ClassModel, FunctionModel, Model, Overridable, Property } from "../../model/model.ts";
import { holdsHost, required } from "../../model/types.ts";
import { indent, joined } from "../../print/text.ts";
import { forms, type Form } from "./form.ts";
import { handle, methods, packed, trimmed } from "./functions.ts";
import { classComment, functionComment, oneLine } from "./javadoc.ts";
import { BASES, factoriesOf, factoryHolder, factoryName, namer, packageOf } from "./names.ts";
import { optionsClass } from "./options.ts";
import type { Source } from "./source.ts";
import { boxed, converted, givenType, gottenType } from "./types.ts";

export function classSource(c: ClassModel, model: Model): Source {
  const name = namer.class(c.name);
  const listed = c.methods.filter((m) => !isByHand(m));
  const handles = [...(c.constructorFunction ? [c.constructorFunction] : []), ...listed].map(handle);
  const base = c.base !== "" ? namer.class(c.base) : (BASES[c.name] ?? "EngineObject");
  const interfaces = [
    ...(walkedType(c) === "" ? [] : [`Iterable<${walkedType(c)}>`]),
    ...(binaryCall(c) ? ["BinaryOperator<Tensor>"] : []),
  ];
  const walked = interfaces.length === 0 ? "" : ` implements ${interfaces.join(", ")}`;
  const modifier = c.kind === "final" ? "final " : c.kind === "abstract" ? "abstract " : "";
  const members = [
    ...constructors(c),
    ...listed.flatMap((m) => methods(m, namer.method(m), "public", ["this"], forms(m), overridesAbove(c, m, model))),
    ...c.overridable.filter((o) => !c.methods.some((m) => m.shortName === o.name)).flatMap((o) => missing(c, o)),
    ...c.properties.flatMap((p) => property(c, p)),
    ...iteration(c),
    ...applied(c),
    ...answers(c),
    ...builders(c),
  ];
  return {
    package: packageOf(c),
    name,
    lines: [
      ...classComment(c),
      `public ${modifier}class ${name} extends ${base}${walked} {`,
      ...indent([...handles, ...(handles.length > 0 ? [""] : []), ...members]).slice(0, -1),
      "}",
    ],
  };
}

/** What is called with two tensors stands where a function of two is asked for, such as a loss. */
function applied(c: ClassModel): string[] {
  const f = binaryCall(c);
  if (!f) return [];
  const names = f.arguments.map((a) => namer.parameter(f, a));
  return [
    `/** The same as {@code ${namer.method(f)}}. */`,
    "@Override",
    `public Tensor apply(${names.map((name) => `Tensor ${name}`).join(", ")}) {`,
    `  return ${namer.method(f)}(${names.join(", ")});`,
    "}",
    "",
  ];
}

/** The builders of the constructor and the methods. */
function builders(c: ClassModel): string[] {
  return [...(c.constructorFunction ? [c.constructorFunction] : []), ...c.methods.filter((m) => !isByHand(m))].flatMap(
    optionsClass,
  );
}

function constructors(c: ClassModel): string[] {
  const name = namer.class(c.name);
  const f = c.constructorFunction;
  const wrap = [
    "/** Wraps an object of the engine. */",
    `${c.kind === "final" ? "" : "protected "}${name}(Raw raw) {`,
    "  super(raw);",
    "}",
    "",
  ];
  if (!f) return wrap;
  const kept = f.arguments.some((a) => c.keepsAlive.includes(a.name) || holdsHost(a.type));
  return [
    ...forms(f).flatMap((form, i) => constructor(c, f, form, i === 0)),
    "/** From the packed arguments; for this package. */",
    `${name}(Object[] arguments) {`,
    `  super(Engine.construct(${handleName(f)}, arguments));`,
    ...(kept ? ["  hold(arguments);"] : []),
    "}",
    "",
    ...wrap,
  ];
}

/** A subclass of an open class is asked by the engine. The builder is read once, before the object is made. */
function constructor(c: ClassModel, f: FunctionModel, form: Form, first: boolean): string[] {
  const name = namer.class(c.name);
  const parameters = form.parameters.map((p) => p.text);
  const list = `new Object[] {${trimmed(packed(f, form)).join(", ")}}`;
  const rest = form.parameters.slice(0, -1);
  const given = [...rest.map((p) => p.name), "Options.of(options)"].join(", ");
  const host = c.kind === "open" ? overridden(c, `if (getClass() != ${name}.class) overrides(`, `${name}.class`) : [];
  return [
    ...functionComment(f, form, first),
    ...joined(`public ${name}(`, parameters, ") {", 116),
    ...indent([form.options ? `this(arguments(${given}));` : `this(${list});`, ...host]),
    "}",
    "",
    ...(form.options
      ? [
          ...joined("private static Object[] arguments(", [...rest.map((p) => p.text), "Object[] given"], ") {", 116),
          `  return ${list};`,
          "}",
          "",
        ]
      : []),
    ...(c.kind === "final" ? staticFactory(c, f, form) : []),
  ];
}

/** A call that tells the engine which of the methods with a default of its own a subclass overrides. */
function overridden(c: ClassModel, head: string, base: string): string[] {
  const optional = c.overridable.filter((o) => o.hasDefault);
  const names = optional.map((o) => `"${o.name}", "${namer.hostMethod(c.name, o.name)}"`);
  return joined(head, [base, ...names], ");", 112);
}

function staticFactory(c: ClassModel, f: FunctionModel, form: Form): string[] {
  const name = namer.class(c.name);
  return [
    `/** ${f.summary} The same as the constructor. */`,
    ...joined(
      `public static ${name} of(`,
      form.parameters.map((p) => p.text),
      ") {",
      116,
    ),
    `  return new ${name}(${form.parameters.map((p) => p.name).join(", ")});`,
    "}",
    "",
  ];
}

/** What a subclass must, or may, override. */
function missing(c: ClassModel, o: Overridable): string[] {
  const name = namer.hostMethod(c.name, o.name);
  const parameters = o.parameters.map((p) => `${gottenType(p.type)} ${namer.variable(p.name)}`);
  const inherited = BASES[c.name] !== undefined ? ["@Override"] : [];
  const nothing = o.hasDefault && o.returns.kind === "none";
  return [
    ...oneLine(o.description),
    ...inherited,
    ...joined(`protected ${gottenType(o.returns)} ${name}(`, parameters, ") {", 116),
    ...(nothing ? [] : [`  throw missing("${name}");`]),
    "}",
    "",
  ];
}

function property(c: ClassModel, p: Property): string[] {
  const name = namer.property(c.name, p.name);
  const read = converted(p.type, `Engine.get(this, "${p.name}")`);
  const getter = [...oneLine(p.description), `public ${gottenType(p.type)} ${name}() {`, `  return ${read};`, "}", ""];
  if (p.access !== "write") return getter;
  const setter = `set${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return [
    ...getter,
    `/** Sets {@link #${name}}. */`,
    `public void ${setter}(${givenType(p.type)} value) {`,
    `  Engine.set(this, "${p.name}", value);`,
    "}",
    "",
  ];
}

/** What a walk over it gives, boxed; "" if it can't be walked. */
function walkedType(c: ClassModel): string {
  const sequence = sequenceOf(c);
  const map = mapOf(c);
  if (sequence) return boxed(gottenType(sequence.type));
  if (map) return `Map.Entry<String, ${boxed(gottenType(map.type))}>`;
  return c.iterates.kind === "none" ? "" : boxed(gottenType(required(c.iterates)));
}

function iteration(c: ClassModel): string[] {
  const type = walkedType(c);
  if (type === "") return [];
  const [summary, walk] = sequenceOf(c)
    ? ["One after the other.", "Results.places(this::length, this::get)"]
    : mapOf(c)
      ? ["Names with what they name, in their order.", "Results.entries(names(), this::get)"]
      : ["Walks over it once.", `Results.<Iterator<${type}>>as(Engine.iterate(this))`];
  return [`/** ${summary} */`, "@Override", `public Iterator<${type}> iterator() {`, `  return ${walk};`, "}", ""];
}

/** The methods that the engine may ask a subclass for. */
function answers(c: ClassModel): string[] {
  if (c.kind !== "open" || c.overridable.length === 0) return [];
  const cases = c.overridable.flatMap((o) => {
    const call = `${namer.hostMethod(c.name, o.name)}(${o.parameters.map((p, i) => converted(p.type, `arguments[${i}]`)).join(", ")})`;
    return o.returns.kind === "none"
      ? [`case "${o.name}":`, `  ${call};`, "  return null;"]
      : [`case "${o.name}":`, `  return ${call};`];
  });
  return [
    "@Override",
    "protected Object answer(String method, Object[] arguments) {",
    "  switch (method) {",
    ...indent([...cases, "default:", "  return super.answer(method, arguments);"], "    "),
    "  }",
    "}",
    "",
  ];
}

/** Static factories of what is derived from a class: `Layers.linear(784, 256)`. */
export function factorySource(base: ClassModel, model: Model): Source {
  const name = factoriesOf(base.name);
  const list = model.classes.filter((c) => factoryHolder(c) === name);
  return {
    package: packageOf(base),
    name,
    lines: [
      `/** Makes what is derived from {@link ${namer.class(base.name)}}, by functions that read well when imported statically. */`,
      `public final class ${name} {`,
      ...indent([`private ${name}() {}`, "", ...list.flatMap(factories)]).slice(0, -1),
      "}",
    ],
  };
}

function factories(c: ClassModel): string[] {
  const f = c.constructorFunction;
  if (!f) return [];
  const name = namer.class(c.name);
  return forms(f).flatMap((form) => [
    `/** ${c.summary} See {@link ${name}}. */`,
    ...joined(
      `public static ${name} ${factoryName(c)}(`,
      form.parameters.map((p) => p.text.replace("Consumer<Options>", `Consumer<${name}.Options>`)),
      ") {",
      116,
    ),
    `  return new ${name}(${form.parameters.map((p) => p.name).join(", ")});`,
    "}",
    "",
  ]);
}

/** For the reference: the class with its members, without bodies; what builders set stands in comments. */
export function classSignature(c: ClassModel, model: Model): string {
  return classSource(c, model)
    .lines.flatMap((line) => {
      const setter = /^ {4}public (\w*Options) (\w+\(.*\)) \{$/.exec(line);
      if (setter) return [`    // ${setter[2] ?? ""}`];
      if (!/^(public .*\{| {2}(public|protected) .*[({;]$|\})/.test(line)) return [];
      return [line.replace(/ \{$/, line.startsWith("public ") ? " {" : ";")];
    })
    .join("\n");
}
