/** Classes: types that wrap the engine's objects; open ones are abstract types that users make subtypes of. */
import { isCounted, mapOf, sequenceOf } from "../../lower/sequence.ts";
import type { ClassModel, FunctionModel, Model, Overridable } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED, sentence, wrap } from "../../print/text.ts";
import { classDoc, functionDoc, quotedLines } from "./docstrings.ts";
import { printHandle, printMethod } from "./functions.ts";
import { fileOf, FOLDER, includeFile } from "./layout.ts";
import { concreteName, EXTENDS, handleOf, isAbstract, methodName, namer, qualified, typeName } from "./names.ts";
import { definition, packed, printParameters, shownSignature } from "./signature.ts";

const baseOf = (c: ClassModel, model: Model): string => {
  const base = model.class(c.base);
  return base ? typeName(base) : "EngineObject";
};

function typeLines(c: ClassModel, model: Model): string[] {
  const doc = classDoc(c, typeName(c));
  const make = (base: string): string => `@engine_class ${concreteName(c)} ${base} "${c.name}"`;
  if (!isAbstract(c)) return [...doc, make(baseOf(c, model)), ""];
  return [...doc, `abstract type ${typeName(c)} <: ${baseOf(c, model)} end`, make(typeName(c)), ""];
}

function constructorLines(c: ClassModel, f: FunctionModel): string[] {
  const name = typeName(c);
  const doc = functionDoc(f, f.pair.length === 2 ? pairSignature(f, name) : shownSignature(f, name));
  const call = `construct(${[handleOf(f), ...packed(f)].join(", ")})`;
  const rest = shownSignature(f, name).includes(";") ? "; options..." : "";
  return [
    printHandle(f),
    "",
    ...doc,
    ...definition(name, printParameters(f), [call]),
    ...(f.pair.length === 2
      ? [
          `${name}(sizes::Pair${rest === "" ? "" : ", more..."}${rest}) = ${name}(sizes.first, sizes.second${rest === "" ? "" : ", more..."}${rest})`,
        ]
      : []),
    "",
  ];
}

function pairSignature(f: FunctionModel, name: string): string {
  const [from, to] = f.pair.map((a) => namer.parameter(f, a));
  return shownSignature(f, name).replace(`${from}, ${to}`, `${from} => ${to}`);
}

function propertyLines(c: ClassModel, model: Model): string[] {
  const classes = [c, ...c.ancestors.flatMap((name) => model.class(name) ?? [])];
  const entries = classes.flatMap((owner) =>
    owner.properties.map((p) => {
      const convert = p.type.kind === "enum" ? `_enum_${p.type.name}` : "nothing";
      return `    ${namer.property(owner.name, p.name)} = EngineProperty("${p.name}", ${p.access === "write"}, ${convert}),`;
    }),
  );
  return entries.length === 0 ? [] : [`engine_properties(::${concreteName(c)}) = (`, ...entries, ")", ""];
}

function resultKind(type: Type): string {
  if (type.kind === "none") return ":nothing";
  return type.kind === "tensors" || (type.kind === "list" && type.of.kind === "tensor") ? ":tensors" : ":value";
}

const nameOf = (c: ClassModel, o: Overridable): string => {
  const name = namer.hostMethod(c.name, o.name);
  return EXTENDS[name] ? qualified(name) : name;
};

/** Structs of the user's are asked through an object of the open class that they belong to. */
function peerLines(c: ClassModel): string[] {
  if (c.kind !== "open" || !c.constructorFunction) return [];
  return [`base_constructor(::${typeName(c)}) = ${handleOf(c.constructorFunction)}`, ""];
}

/** What requests of the engine are here. */
function hostLines(c: ClassModel): string[] {
  if (c.overridable.length === 0) return [];
  const entries = c.overridable.map((o) => {
    const name = o.name === "forward" ? "call_functor" : nameOf(c, o);
    return `    ${o.name} = HostMethod(${name}, ${resultKind(o.returns)}),`;
  });
  return [`host_methods(::${typeName(c)}) = (`, ...entries, ")", ""];
}

/** Overridable methods that the engine has no function for: they do nothing, or must be given. */
function defaultLines(c: ClassModel): string[] {
  return c.overridable
    .filter((o) => o.name !== "forward" && !c.methods.some((m) => methodName(m) === namer.hostMethod(c.name, o.name)))
    .flatMap((o) => {
      const parameters = [`self::${typeName(c)}`, ...o.parameters.map((p) => p.name)].join(", ");
      const shown = `${nameOf(c, o)}(${["self", ...o.parameters.map((p) => p.name)].join(", ")})`;
      const body = o.hasDefault ? "nothing" : `not_overridden(self, "${nameOf(c, o)}")`;
      return [
        ...quotedLines([`    ${shown}`, "", ...wrap(sentence(o.description), 100)]),
        `${nameOf(c, o)}(${parameters}) = ${body}`,
        "",
      ];
    });
}

/** Counted, indexed and walked as Julia's own collections are. */
function iterationLines(c: ClassModel, model: Model): string[] {
  const length = isCounted(c) ? [`Base.length(self::${concreteName(c)}) = self.length`, ""] : [];
  const elements = sequenceOf(c) ?? mapOf(c);
  if (elements) {
    const macro = sequenceOf(c) ? "@engine_sequence" : "@engine_map";
    const made = elements.type.kind === "object" ? model.class(elements.type.class) : undefined;
    const words = [macro, concreteName(c), made ? typeName(made) : "Any", handleOf(elements.get)];
    return [...length, words.join(" "), ""];
  }
  return c.iterates.kind === "none" ? length : [`@engine_iterable ${concreteName(c)}`, ...length];
}

export function printClass(c: ClassModel, model: Model): string[] {
  return [
    ...propertyLines(c, model),
    ...(c.constructorFunction ? constructorLines(c, c.constructorFunction) : []),
    ...(c.functionForm === "" ? [] : [`const ${c.functionForm} = ${typeName(c)}`, ""]),
    ...c.methods.flatMap((m) => printMethod(c, m)),
    ...defaultLines(c),
    ...peerLines(c),
    ...hostLines(c),
    ...iterationLines(c, model),
  ];
}

/** The types stand before everything that names them; members in one file for each namespace. */
export function classFiles(model: Model): GeneratedFile[] {
  const namespaces = [...new Set(model.classes.map((c) => c.namespace))];
  return [
    includeFile("classes", namespaces),
    {
      path: `${FOLDER}/types.jl`,
      text: file([
        `# ${GENERATED}`,
        "# The types of the engine's objects.",
        "",
        ...model.classes.flatMap((c) => typeLines(c, model)),
      ]),
    },
    ...namespaces.map((namespace) => ({
      path: `${FOLDER}/classes/${fileOf(namespace)}.jl`,
      text: file([
        `# ${GENERATED}`,
        `# Members of the classes of ${namespace === "" ? "the top" : namespace}.`,
        "",
        ...model.classes.filter((c) => c.namespace === namespace).flatMap((c) => printClass(c, model)),
      ]),
    })),
  ];
}
