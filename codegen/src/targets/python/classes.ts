/** Classes: wrappers of the engine's objects. */
import { calledWithSeveral, isCounted, mapOf, sequenceOf } from "../../lower/sequence.ts";
import type { ClassModel, FunctionModel, Overridable, Property } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { indent, sentence, wrap } from "../../print/text.ts";
import { classDoc, functionDoc, shortDoc } from "./docstrings.ts";
import { printHandle, printMethod } from "./functions.ts";
import { BASES, handleOf, isByHand, methodName, namer, overridableName } from "./names.ts";
import { quoted } from "../../print/literal.ts";
import { form, printDef, printParameters } from "./signature.ts";

/** The class that it is derived from, as an expression. */
export function baseOf(c: ClassModel): string {
  if (c.base !== "") return namer.class(c.base);
  return BASES[c.name] ? `_${BASES[c.name]?.name}` : "_EngineObject";
}

export function printClass(c: ClassModel): string[] {
  const members = [...(c.constructorFunction ? [c.constructorFunction] : []), ...c.methods.filter((m) => !isByHand(m))];
  const parts = [
    [`_kind = "${c.kind}"`, ...overridableTable(c)],
    c.constructorFunction ? constructor(c, c.constructorFunction) : ["__init__ = _EngineObject.__init__"],
    ...c.methods.map(printMethod),
    ...c.overridable.filter((o) => !hasMethod(c, o)).map((o) => overridable(c, o)),
    ...c.properties.map((p) => property(c, p)),
    containerLines(c),
    calledLines(c),
  ].filter((part) => part.length > 0);
  return [
    ...members.map(printHandle),
    "",
    "",
    "@_register",
    `class ${namer.class(c.name)}(${baseOf(c)}):`,
    ...indent([...classDoc(c), ...parts.flatMap((part) => ["", ...part])], "    "),
  ];
}

/** Counted, indexed and walked as Python's own sequences and mappings are. */
function containerLines(c: ClassModel): string[] {
  const counted = isCounted(c) ? ["__len__ = _length"] : [];
  if (sequenceOf(c)) return [...counted, "__getitem__ = _item", "__iter__ = _items"];
  if (mapOf(c)) return [...counted, "__getitem__ = get", "__iter__ = _names", "__contains__ = _has_name"];
  return c.iterates.kind === "none" ? counted : [...counted, "__iter__ = _walk"];
}

/** The method that a call with several tensors runs. */
function calledLines(c: ClassModel): string[] {
  const several = calledWithSeveral(c);
  return several ? [`_several = ${quoted(methodName(several))}`] : [];
}

function constructor(c: ClassModel, f: FunctionModel): string[] {
  const { parameters, prologue, packed } = form(f);
  const kept = parameters.filter((p) => c.keepsAlive.includes(p.argument.name)).map((p) => p.name);
  return [
    ...printDef("__init__", printParameters(parameters, false, "self"), ":", "    "),
    ...indent(
      [
        ...functionDoc(f),
        ...prologue,
        `_construct(${["self", handleOf(f), ...packed].join(", ")})`,
        ...kept.map((name) => `self._keep(${name})`),
      ],
      "    ",
    ),
  ];
}

const hasMethod = (c: ClassModel, o: Overridable): boolean =>
  c.methods.some((m) => methodName(m) === overridableName(c, o.name));

/** What requests of the engine are here, for those with another name or a result that is converted. */
function overridableTable(c: ClassModel): string[] {
  if (c.overridable.length === 0) return [];
  const entries = c.overridable.map(
    (o) => `    ${quoted(o.name)}: (${quoted(overridableName(c, o.name))}, ${quoted(resultKind(o.returns))}),`,
  );
  return ["_overridable = {", ...entries, "}"];
}

function resultKind(type: Type): string {
  if (type.kind === "none") return "none";
  return type.kind === "tensors" || (type.kind === "list" && type.of.kind === "tensor") ? "tensors" : "";
}

function overridable(c: ClassModel, o: Overridable): string[] {
  const name = overridableName(c, o.name);
  const body = o.hasDefault ? [] : [`raise NotImplementedError(f"{type(self).__name__} does not override ${name}")`];
  return [
    `def ${name}(${["self", ...o.parameters.map((p) => p.name)].join(", ")}):`,
    ...indent([...shortDoc(o.description), ...body], "    "),
  ];
}

function property(c: ClassModel, p: Property): string[] {
  const write = p.access === "write" ? ", write=True" : "";
  const convert = p.type.kind === "enum" ? `, convert=_${p.type.name}.__getitem__` : "";
  const doc = wrap(sentence(p.description), 10_000).join(" ");
  return [`${namer.property(c.name, p.name)} = _member("${p.name}", ${quoted(doc)}${write}${convert})`];
}
