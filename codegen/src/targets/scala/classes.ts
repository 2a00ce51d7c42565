/** Classes: wrappers of the engine's objects. */
import { binaryCall, isByHand, overridesAbove } from "../../lower/jvm.ts";
import { mapOf, sequenceOf } from "../../lower/sequence.ts";
import { handleName } from "../../lower/names.ts";
import type { ClassModel, FunctionModel, Model, Overridable, Property } from "../../model/model.ts";
import { holdsHost, required } from "../../model/types.ts";
import { quoted } from "../../print/literal.ts";
import { file, indent, joined } from "../../print/text.ts";
import { callText, HEAD, imports, listed, parameterText, returnType } from "./functions.ts";
import { BASES, classType, isBare, methodName, namer } from "./names.ts";
import { classComment, functionComment, oneLine } from "./scaladoc.ts";
import { converted, gottenType, packed } from "./types.ts";

export function classFile(c: ClassModel, model: Model): string {
  return file([HEAD, ...imports(c.namespace), ...classLines(c, model)]);
}

function classLines(c: ClassModel, model: Model): string[] {
  const name = namer.class(c.name);
  const above = model.class(c.base);
  const base = above ? classType(above.name, above.namespace) : (BASES[c.name] ?? "io.mixgrad.EngineObject");
  const walked = walkedType(c) === "" ? "" : ` with Iterable[${walkedType(c)}]`;
  const called = binaryCall(c) ? " with ((Tensor, Tensor) => Tensor)" : "";
  const modifier = c.kind === "final" ? "final " : c.kind === "abstract" ? "abstract " : "";
  return [
    ...classComment(c),
    `${modifier}class ${name} private[mixgrad] (raw: Raw) extends ${base}(raw)${walked}${called} {`,
    ...indent([
      ...constructors(c),
      ...c.methods.filter((m) => !isByHand(m)).flatMap((m) => method(c, m, model)),
      ...c.overridable.filter((o) => !c.methods.some((m) => m.shortName === o.name)).flatMap((o) => missing(c, o)),
      ...c.properties.flatMap((p) => property(c, p)),
      ...iteration(c),
      ...answers(c),
    ]).slice(0, -1),
    "}",
  ];
}

function constructors(c: ClassModel): string[] {
  const f = c.constructorFunction;
  if (!f) return [];
  const name = namer.class(c.name);
  const kept = f.arguments.some((a) => c.keepsAlive.includes(a.name) || holdsHost(a.type));
  const optional = c.overridable.filter((o) => o.hasDefault);
  const names = optional.map((o) => `"${o.name}", "${namer.hostMethod(c.name, o.name)}"`);
  const base = `classOf[${name}]`;
  const open = c.kind === "open" ? joined(`if (getClass ne ${base}) overrides(`, [base, ...names], ")") : [];
  const list = f.arguments.map((a) => packed(a, namer.parameter(f, a)));
  return [
    "private def this(arguments: Array[AnyRef]) = {",
    `  this(Engine.construct(Fn.${handleName(f)}, arguments*))`,
    ...indent([...(kept ? ["hold(arguments*)"] : []), ...open]),
    "}",
    "",
    ...functionComment(f, listed(f, 0)),
    ...joined(
      "def this(",
      listed(f, 0).map((a) => parameterText(f, a)),
      ") =",
    ),
    `  this(Array[AnyRef](${list.join(", ")}))`,
    "",
    ...sequence(f),
  ];
}

/** `Sequential(a, b)`: items one by one. */
function sequence(f: FunctionModel): string[] {
  const [only, ...more] = f.arguments;
  if (!only || more.length > 0 || !f.traits.includes("variadic") || only.type.kind !== "list") return [];
  const element = gottenType(only.type.of);
  return [
    `/** ${f.summary} One by one. */`,
    `def this(first: ${element}, more: ${element}*) = this(first +: more)`,
    "",
  ];
}

/** Whether a class above, or its base by hand, has the method. */
function overrides(c: ClassModel, m: FunctionModel, model: Model): boolean {
  const own = BASES[c.name] !== undefined && c.overridable.some((o) => o.name === m.shortName);
  return own || overridesAbove(c, m, model);
}

function method(c: ClassModel, m: FunctionModel, model: Model): string[] {
  const name = methodName(m);
  const parameters = listed(m, 0);
  const over = overrides(c, m, model) ? "override " : "";
  const list = m.traits.includes("callable") && parameters.length === 1 && parameters[0]?.type.kind === "list";
  const signature = isBare(m, 0)
    ? [`${over}def ${name}: ${returnType(m)} =`]
    : list
      ? [`def ${name}(${namer.parameter(m, parameters[0] as never)}: Tensor*): ${returnType(m)} =`]
      : joined(
          `${over}def ${name}(`,
          parameters.map((a) => parameterText(m, a)),
          `): ${returnType(m)} =`,
        );
  return [
    ...functionComment(m, parameters),
    ...signature,
    `  ${callText(m, ["this"], new Map())}`,
    "",
    ...(m.blocking === "long" ? inBackground(m) : []),
  ];
}

/** `fitAsync`: the same on a thread of its own. */
function inBackground(m: FunctionModel): string[] {
  const parameters = listed(m, 0);
  return [
    `/** ${m.summary} On a thread of its own. */`,
    ...joined(
      `def ${namer.method(m)}Async(`,
      parameters.map((a) => parameterText(m, a)),
      `): scala.concurrent.Future[${returnType(m)}] =`,
    ),
    `  Values.future(() => ${namer.method(m)}(${parameters.map((a) => namer.parameter(m, a)).join(", ")}))`,
    "",
  ];
}

/** What a subclass must, or may, override. */
function missing(c: ClassModel, o: Overridable): string[] {
  const name = namer.hostMethod(c.name, o.name);
  const parameters = o.parameters.map((p) => `${namer.variable(p.name)}: ${gottenType(p.type)}`);
  const over = BASES[c.name] !== undefined ? "override " : "";
  const body = o.hasDefault && o.returns.kind === "none" ? "()" : `throw missing("${name}")`;
  return [
    ...oneLine(o.description),
    ...joined(`${over}def ${name}(`, parameters, `): ${gottenType(o.returns)} = ${body}`),
    "",
  ];
}

function property(c: ClassModel, p: Property): string[] {
  const name = namer.property(c.name, p.name);
  const type = gottenType(p.type);
  const given = required(p.type).kind === "path" ? "String" : type;
  return [
    ...oneLine(p.description),
    `def ${name}: ${type} = ${converted(p.type, `Engine.get(this, "${p.name}")`)}`,
    "",
    ...(p.access === "write"
      ? [
          ...oneLine(p.description),
          `def ${name}_=(value: ${given}): Unit = Engine.set(this, "${p.name}", Values.pack(value))`,
          "",
        ]
      : []),
  ];
}

/** What a walk over it gives; "" if it can't be walked. */
function walkedType(c: ClassModel): string {
  const sequence = sequenceOf(c);
  const map = mapOf(c);
  if (sequence) return gottenType(sequence.type);
  if (map) return `(String, ${gottenType(map.type)})`;
  return c.iterates.kind === "none" ? "" : gottenType(required(c.iterates));
}

/** Counted and indexed as Scala's own sequences and maps are. */
function indexed(c: ClassModel): string[] {
  const elements = sequenceOf(c) ?? mapOf(c);
  if (!elements) return [];
  const [key, type] = sequenceOf(c) ? ["index", "Long"] : ["name", "String"];
  return [
    `/** The same as \`get\`. */`,
    `def apply(${key}: ${type}): ${gottenType(elements.type)} = get(${key})`,
    "",
    "override def size: Int = length.toInt",
    "override def knownSize: Int = size",
    "",
  ];
}

function iteration(c: ClassModel): string[] {
  const type = walkedType(c);
  if (type === "") return [];
  const [summary, walk] = sequenceOf(c)
    ? ["One after the other.", "Iterator.range(0, size).map(i => get(i.toLong))"]
    : mapOf(c)
      ? ["Names with what they name, in their order.", "names.iterator.map(name => (name, get(name)))"]
      : ["Walks over it once.", `Values.walk(Engine.iterate(this))(v => ${converted(required(c.iterates), "v")})`];
  return [
    ...indexed(c),
    `/** ${summary} */`,
    `override def iterator: Iterator[${type}] = ${walk}`,
    "",
    "/** Its class. */",
    `override def toString: String = ${c.family === "module" ? "moduleTree" : quoted(namer.class(c.name))}`,
    "",
  ];
}

/** The methods that the engine may ask a subclass for. */
function answers(c: ClassModel): string[] {
  if (c.kind !== "open" || c.overridable.length === 0) return [];
  const cases = c.overridable.map((o) => {
    const args = o.parameters.map((p, i) => converted(p.type, `arguments(${i})`));
    const own = c.methods.find((m) => m.shortName === o.name);
    const bare = own !== undefined && isBare(own, 0);
    const call = `${namer.hostMethod(c.name, o.name)}${bare ? "" : `(${args.join(", ")})`}`;
    return o.returns.kind === "none" ? `case "${o.name}" => ${call}; null` : `case "${o.name}" => Values.pack(${call})`;
  });
  return [
    "override protected def answer(method: String, arguments: Array[AnyRef]): AnyRef = method match {",
    ...indent([...cases, "case _ => super.answer(method, arguments)"]),
    "}",
    "",
  ];
}

/** For the reference: the class with its members, without bodies. */
export function classSignature(c: ClassModel, model: Model): string {
  return classLines(c, model)
    .filter(
      (line) => /^((final |abstract )?class | {2}(override )?def )/.test(line) && !/def this\(arguments/.test(line),
    )
    .map((line) =>
      line
        .replace(/ private\[mixgrad\] \(raw: Raw\)/, "")
        .replace(/\(raw\)/, "")
        .replace(/ =$/, "")
        .replace(/ = (?!null|None|true|false|[\w.]+[,)]).*$/, ""),
    )
    .join("\n");
}
