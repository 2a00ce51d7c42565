/** Prints one file for each class. */
import { camelCase, handleName } from "../../lower/names.ts";
import { mapOf, sequenceOf } from "../../lower/sequence.ts";
import { membersOf } from "../../model/members.ts";
import type { ClassModel, FunctionModel, Model, Overridable, Property } from "../../model/model.ts";
import { holdsHost, required } from "../../model/types.ts";
import { file, GENERATED, indent, joined } from "../../print/text.ts";
import { classComment, functionComment, oneLine } from "./comments.ts";
import { namesOf, runtimeImport } from "./functions.ts";
import { braced } from "./layout.ts";
import { BASES, isByHand, isGetter, namer, optionsName } from "./names.ts";
import { callStatement, handle, optionsInterface, resultType, returnType, signature } from "./signature.ts";
import { givenType, gottenType, typeImports } from "./types.ts";

/** What the class extends, and the import of it. */
function baseOf(c: ClassModel): { name: string; lines: string[] } {
  if (c.base !== "")
    return {
      name: namer.class(c.base),
      lines: [`import { ${namer.class(c.base)} } from "./${namer.class(c.base)}.ts";`],
    };
  const byHand = BASES[c.name];
  if (!byHand) return { name: "EngineObject", lines: [] };
  return { name: byHand.name, lines: [`import { ${byHand.name} } from "../../runtime/${byHand.module}.ts";`] };
}

export function classFile(given: ClassModel, model: Model): string {
  const c: ClassModel = { ...given, methods: given.methods.filter((m) => !isByHand(m)) };
  const members = membersOf(c);
  const body = [...members.flatMap((f) => optionsInterface(f)), ...printClass(c, model)];
  const text = body.join("\n");
  const own = new Set([
    namer.class(c.name),
    ...members.map(optionsName),
    ...(c.base === "" ? [] : [namer.class(c.base)]),
  ]);
  return file([
    `// ${GENERATED} The source is c-api/schema/.`,
    ...runtimeImport(text, "../../").filter((line) => members.length > 0 || !line.includes("operator")),
    ...baseOf(c).lines,
    ...typeImports(text, "../", own, namesOf(model)),
    "",
    ...members.flatMap(handle),
    ...(members.length > 0 ? [""] : []),
    ...body,
  ]);
}

function printClass(c: ClassModel, model: Model): string[] {
  const above = c.ancestors.flatMap((name) => {
    const found = model.class(name);
    return found ? [found] : [];
  });
  const inherited = new Set(above.flatMap(memberNames));
  const marked = (name: string, text: string): string => (inherited.has(name) ? `override ${text}` : text);
  const missing = c.overridable.filter((o) => !c.methods.some((m) => m.shortName === o.name));
  const name = namer.class(c.name);
  return [
    ...classComment(c, model),
    `export ${c.kind === "abstract" ? "abstract " : ""}class ${name} extends ${baseOf(c).name} {`,
    ...indent([
      ...printConstructor(c, model),
      ...c.methods.flatMap((m) => printMethod(c, m, model, marked)),
      ...missing.flatMap((o) => printMissing(c, o, marked)),
      ...c.properties.flatMap((p) => printProperty(c, p, marked)),
      ...printIteration(c),
      ...printContainer(c),
    ]),
    "}",
    "",
    ...printRegistration(c, above),
    ...printFunctionForm(c),
  ];
}

/** `compile(f)` for `new CompiledFunction(f)`. */
function printFunctionForm(c: ClassModel): string[] {
  if (c.functionForm === "") return [];
  const name = namer.class(c.name);
  return [
    "",
    `/** The same as \`new ${name}\`. */`,
    `export function ${camelCase(c.functionForm)}(...args: ConstructorParameters<typeof ${name}>): ${name} {`,
    `  return new ${name}(...args);`,
    "}",
  ];
}

/** The names of what a class has itself. */
function memberNames(c: ClassModel): string[] {
  return [
    ...c.methods.map((m) => namer.method(m)),
    ...c.overridable.map((o) => namer.hostMethod(c.name, o.name)),
    ...c.properties.map((p) => namer.property(c.name, p.name)),
  ];
}

function printConstructor(c: ClassModel, model: Model): string[] {
  const f = c.constructorFunction;
  if (!f)
    return c.kind === "abstract"
      ? []
      : ["/** Only the engine makes these. */", "private constructor() {", "  super();", "}", ""];
  const { parameters, prologue, packed } = signature(f);
  const isBase = model.classes.some((other) => other.base === c.name);
  const kept = f.arguments.flatMap((a, i) =>
    c.keepsAlive.includes(a.name) || holdsHost(a.type) ? [packed[i] ?? ""] : [],
  );
  const construct = `construct(${handleName(f)}, [${packed.join(", ")}]${kept.length > 0 ? `, [${kept.join(", ")}]` : ""});`;
  const above = model.class(c.base)?.constructorFunction?.arguments.some((a) => a.required) ?? false;
  const base = namer.class(c.base);
  return [
    ...functionComment(f, model),
    ...joined(
      "constructor(",
      parameters.map((p) => p.text),
      ") {",
      118,
    ),
    ...indent([...prologue, isBase ? `if (vacant()) ${construct}` : construct]),
    above ? `  super(...([] as unknown as ConstructorParameters<typeof ${base}>));` : "  super();",
    "}",
    "",
  ];
}

type Marked = (name: string, text: string) => string;

function printMethod(c: ClassModel, f: FunctionModel, model: Model, marked: Marked): string[] {
  const { parameters, prologue, packed } = signature(f);
  const name = namer.method(f);
  if (isGetter(f)) {
    return [
      ...oneLine(f.summary),
      `${marked(name, `get ${name}(): ${resultType(f.result)}`)} {`,
      ...indent(callStatement(f, ["this"], [])),
      "}",
      "",
    ];
  }
  return [
    ...functionComment(f, model),
    ...joined(
      marked(name, `${name}(`),
      parameters.map((p) => p.text),
      `): ${overriddenType(f, c)} {`,
      118,
    ),
    ...indent([...prologue, ...callStatement(f, ["this"], packed)]),
    "}",
    "",
  ];
}

/** What a host's method tells by true it may also leave unsaid, or promise. */
function overriddenType(f: FunctionModel, c: ClassModel): string {
  const open = c.overridable.some((o) => o.name === f.shortName && o.returns.kind === "bool");
  return open ? "boolean | void | Promise<boolean | void>" : returnType(f);
}

/** What a subclass must override. */
function printMissing(c: ClassModel, o: Overridable, marked: Marked): string[] {
  const name = namer.hostMethod(c.name, o.name);
  const parameters = o.parameters.map((p) => `_${namer.variable(p.name)}: ${gottenType(p.type)}`);
  return [
    ...oneLine(o.description),
    ...joined(marked(name, `${name}(`), parameters, `): ${givenType(o.returns).replace(/^null$/, "void")} {`, 118),
    `  return missing(this, "${name}");`,
    "}",
    "",
  ];
}

function printProperty(c: ClassModel, p: Property, marked: Marked): string[] {
  const name = namer.property(c.name, p.name);
  const getter = [
    ...oneLine(p.description),
    `${marked(name, `get ${name}(): ${gottenType(p.type)}`)} {`,
    `  return getProperty<${gottenType(p.type)}>(this, "${p.name}");`,
    "}",
  ];
  if (p.access !== "write") return [...getter, ""];
  return [
    ...getter,
    `${marked(name, `set ${name}(value: ${givenType(p.type)})`)} {`,
    `  setProperty(this, "${p.name}", value);`,
    "}",
    "",
  ];
}

/** Indexed and walked as JavaScript's own arrays and maps are; `length` is a property of the engine's. */
function printContainer(c: ClassModel): string[] {
  const sequence = sequenceOf(c);
  const map = mapOf(c);
  if (sequence) {
    const type = gottenType(sequence.type);
    return [
      "/** The one at a place; negative numbers count from the end. */",
      `at(index: number): ${type} {`,
      "  return this.get(index < 0 ? index + this.length : index);",
      "}",
      "",
      "/** One after the other. */",
      `[Symbol.iterator](): IterableIterator<${type}> {`,
      `  return itemsOf<${type}>(this);`,
      "}",
    ];
  }
  if (!map) return [];
  const type = gottenType(map.type);
  return [
    "/** Names with what they name, in their order. */",
    `[Symbol.iterator](): IterableIterator<[string, ${type}]> {`,
    `  return entriesOf<${type}>(this);`,
    "}",
  ];
}

function printIteration(c: ClassModel): string[] {
  if (c.iterates.kind === "none") return [];
  const type = gottenType(required(c.iterates));
  return c.iterationBlocks
    ? [
        "/** Walks over it once; each step waits without holding up the event loop. */",
        `[Symbol.asyncIterator](): AsyncIterableIterator<${type}> {`,
        `  return iterate<${type}>(this);`,
        "}",
      ]
    : [
        "/** Walks over it once. */",
        `[Symbol.iterator](): IterableIterator<${type}> {`,
        `  return iterateNow<${type}>(this);`,
        "}",
      ];
}

/** The class by its name in the engine, and the methods that the engine may ask a subclass to run. */
function printRegistration(c: ClassModel, above: readonly ClassModel[]): string[] {
  const name = namer.class(c.name);
  const open = [c, ...above].find((o) => o.kind === "open");
  const overridable = [...above, c].flatMap((o) => o.overridable);
  const entries = overridable.map((o) => `${o.name}: "${namer.hostMethod(c.name, o.name)}"`);
  if (!open || entries.length === 0) return [`registerClass("${c.name}", ${name});`];
  const facts = [
    `open: ${c.kind === "open"}`,
    `module: ${c.family === "module"}`,
    `methods: { ${entries.join(", ")} }`,
  ];
  return braced(`registerClass("${c.name}", ${name}, `, facts, ");");
}

/** For the reference: the class with its members, without bodies. */
export function classSignature(c: ClassModel): string {
  const members = [
    ...(c.constructorFunction
      ? [
          `constructor(${signature(c.constructorFunction)
            .parameters.map((p) => p.text)
            .join(", ")});`,
        ]
      : []),
    ...c.methods.map(
      (m) =>
        `${namer.method(m)}(${signature(m)
          .parameters.map((p) => p.text)
          .join(", ")}): ${returnType(m)};`,
    ),
    ...c.overridable.map(
      (o) =>
        `${namer.hostMethod(c.name, o.name)}(${o.parameters.map((p) => `${namer.variable(p.name)}: ${gottenType(p.type)}`).join(", ")}): ${givenType(o.returns)}; // may be overridden`,
    ),
    ...c.properties.map(
      (p) => `${p.access === "write" ? "" : "readonly "}${namer.property(c.name, p.name)}: ${gottenType(p.type)};`,
    ),
  ];
  return [
    `class ${namer.class(c.name)}${c.base === "" ? "" : ` extends ${namer.class(c.base)}`} {`,
    ...indent(members),
    "}",
  ].join("\n");
}
