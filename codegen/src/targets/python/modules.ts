/** The files of the package: one module and one stub for each namespace. */
import { isTransform } from "../../lower/spread.ts";
import { membersOf } from "../../model/members.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { walkType, type Type } from "../../model/types.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED, indent } from "../../print/text.ts";
import { baseOf, printClass } from "./classes.ts";
import { printFunction } from "./functions.ts";
import { BASES, HIDDEN, moduleOf, namer } from "./names.ts";
import { classStub, functionStub } from "./stubs.ts";

export const FOLDER = "bindings/python/src/mixgrad/generated";

export const PACKAGE_STUB = "bindings/python/src/mixgrad/__init__.pyi";

export interface Family {
  readonly namespace: string;
  readonly functions: readonly FunctionModel[];
  readonly classes: readonly ClassModel[];
}

export function families(model: Model): Family[] {
  return [...new Set(["", ...model.namespaces])].map((namespace) => ({
    namespace,
    functions: model.functions.filter((f) => f.namespace === namespace),
    classes: model.classes.filter((c) => c.namespace === namespace),
  }));
}

const title = (namespace: string): string => (namespace === "" ? "mixgrad" : `mixgrad.${namespace}`);

function typesOf(family: Family): Type[] {
  const functions = [...family.functions, ...family.classes.flatMap(membersOf)];
  return [
    ...functions.flatMap((f) => [...f.arguments.map((a) => a.type), ...f.outputs.map((o) => o.type)]),
    ...family.classes.flatMap((c) => [...c.properties.map((p) => p.type), c.iterates]),
  ];
}

/** Names of records and enums that a family's code makes. */
function recordsOf(family: Family): { records: string[]; enums: string[] } {
  const records = new Set<string>();
  const enums = new Set<string>();
  for (const type of typesOf(family)) {
    walkType(type, (t) => {
      if (t.kind === "record") records.add(t.name);
      if (t.kind === "enum") enums.add(t.name);
    });
  }
  const methods = family.classes.flatMap((c) => c.methods);
  for (const f of [...family.functions, ...methods]) if (f.result.kind === "record") records.add(f.result.name);
  return { records: [...records].sort(), enums: [...enums].sort() };
}

/** Classes of other namespaces that classes here are derived from. */
function basesElsewhere(family: Family, model: Model): string[] {
  const imports = family.classes.flatMap((c) => {
    const base = model.class(c.base);
    if (!base || base.namespace === family.namespace) return [];
    return [`from .${moduleOf(base.namespace)} import ${namer.class(base.name)}`];
  });
  return [...new Set(imports)].sort();
}

function basesByHand(family: Family): string[] {
  return family.classes.flatMap((c) => {
    const base = BASES[c.name];
    return base ? [`from .._runtime.${base.module} import ${base.name} as _${base.name}`] : [];
  });
}

/** What `import *` takes, in order. */
export function publicNames(family: Family): string[] {
  const functions = family.functions.flatMap((f) => [namer.function(f), ...(isTransform(f) ? [] : f.aliases)]);
  const classes = family.classes.flatMap((c) => [
    namer.class(c.name),
    ...(c.functionForm === "" ? [] : [c.functionForm]),
  ]);
  return [...functions, ...classes, ...givenRecords(family)].sort();
}

/** Records that users make, since functions here take them. */
function givenRecords(family: Family): string[] {
  const members = family.classes.flatMap((c) => [
    ...(c.constructorFunction ? [c.constructorFunction] : []),
    ...c.methods,
  ]);
  const names = new Set<string>();
  for (const f of [...family.functions, ...members]) {
    for (const a of f.arguments)
      walkType(a.type, (t) => {
        if (t.kind === "record") names.add(t.name);
      });
  }
  return [...names];
}

/** `compile = CompiledFunction`: a constructor by another name. */
function functionForms(family: Family): string[] {
  return family.classes.flatMap((c) => (c.functionForm === "" ? [] : [`${c.functionForm} = ${namer.class(c.name)}`]));
}

function listOf(names: readonly string[]): string[] {
  return ["__all__ = [", ...names.map((name) => `    "${name}",`), "]"];
}

const RUNTIME = ["construct", "function", "holding", "member", "of", "register", "spread", "walk"].concat([
  "as_bytes",
  "as_record",
  "as_slice",
  "listed",
]);
const CONTAINERS = ["has_name", "item", "items", "length", "names"];

export function moduleFile(family: Family, model: Model): GeneratedFile {
  const { records, enums } = recordsOf(family);
  const aliases = family.functions
    .filter((f) => !isTransform(f))
    .flatMap((f) => f.aliases.map((a) => `${a} = ${namer.function(f)}`));
  return {
    path: `${FOLDER}/${moduleOf(family.namespace)}.py`,
    text: file([
      `# ${GENERATED}`,
      `"""Functions and classes of ${title(family.namespace)}."""`,
      "",
      "from .._runtime.absent import ABSENT as ABSENT",
      "from .._runtime.jobs import run as _run",
      "from .._runtime.objects import EngineObject as _EngineObject",
      ...RUNTIME.map((name) => `from .._runtime.objects import ${name} as _${name}`),
      ...CONTAINERS.map((name) => `from .._runtime.containers import ${name} as _${name}`),
      ...basesByHand(family),
      ...(records.length === 0 ? [] : [`from .records import ${records.join(", ")}`]),
      ...(enums.length === 0 ? [] : [`from .records import ${enums.map((e) => `_${e}`).join(", ")}`]),
      ...basesElsewhere(family, model),
      "",
      ...listOf(publicNames(family).filter((name) => family.namespace !== "" || !HIDDEN.has(name))),
      "",
      ...family.functions.flatMap((f) => ["", ...printFunction(f), ""]),
      ...family.classes.flatMap((c) => ["", ...printClass(c), ""]),
      ...(aliases.length === 0 ? [] : ["", ...aliases]),
      ...functionForms(family),
    ]),
  };
}

export const STUB_IMPORTS = [
  "from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence",
  "from os import PathLike",
  "from typing import Any, Literal, Self, final, overload",
  "",
  "from .._core import ArrayLike, Subscript",
  "from .._runtime.absent import Absent",
  "from .._runtime.dtypes import DType",
  "from .tensor import Tensor",
];

/** Every class that is named somewhere, except those of the module itself. */
function classImports(family: Family, model: Model): string[] {
  return model.classes
    .filter((c) => c.namespace !== family.namespace)
    .map((c) => `from .${moduleOf(c.namespace)} import ${namer.class(c.name)}`);
}

export function stubFile(family: Family, model: Model): GeneratedFile {
  const { records } = recordsOf(family);
  const bases = family.classes.map(baseOf);
  return {
    path: `${FOLDER}/${moduleOf(family.namespace)}.pyi`,
    text: file([
      `# ${GENERATED}`,
      ...STUB_IMPORTS,
      ...(bases.includes("_EngineObject") ? ["from .._runtime.objects import EngineObject as _EngineObject"] : []),
      ...basesByHand(family),
      ...(records.length === 0 ? [] : [`from .records import ${records.join(", ")}`]),
      ...classImports(family, model),
      "",
      ...listOf(publicNames(family).filter((name) => family.namespace !== "" || !HIDDEN.has(name))),
      "",
      ...family.functions.flatMap(functionStub),
      ...family.classes.flatMap((c) => ["", ...classStub(c)]),
      ...functionForms(family),
    ]),
  };
}

/** The stub of the whole package, whose module gathers its names when it is imported. */
export function packageStub(all: readonly Family[], model: Model): GeneratedFile {
  const [top, ...inner] = all;
  if (!top) throw new Error("the package has no names at its top");
  const names = publicNames(top);
  const { records } = recordsOf(top);
  const dtypes = model.abi.enums.find((e) => e.name === "dtype")?.values ?? [];
  return {
    path: PACKAGE_STUB,
    text: file([
      `# ${GENERATED}`,
      "from ._runtime.public import *",
      "from .generated import dtypes as dtypes, errors as errors",
      ...inner
        .filter((family) => !family.namespace.includes("."))
        .map((f) => `from .generated import ${f.namespace} as ${f.namespace}`),
      "from .generated.errors import *",
      ...dtypes.map((d) => `from .generated.dtypes import ${d.name} as ${d.name}`),
      "from .generated.tensor import Tensor as Tensor",
      ...names.map((name) => `from .generated.top import ${name} as ${name}`),
      ...records.map((name) => `from .generated.records import ${name} as ${name}`),
      "",
      "newaxis: None",
      "__version__: str",
    ]),
  };
}

/** The folder's `__init__`: every namespace as a module, and the top's names. */
export function packageFile(all: readonly Family[]): GeneratedFile {
  const modules = all.map((family) => moduleOf(family.namespace));
  const inner = all.filter((family) => family.namespace !== "");
  const nested = inner.filter((family) => family.namespace.includes("."));
  const flat = inner.filter((family) => !nested.includes(family));
  return {
    path: `${FOLDER}/__init__.py`,
    text: file([
      `# ${GENERATED}`,
      '"""Functions, classes, errors and types, from the schemas of the engine."""',
      "",
      ...modules.map((module) => `from . import ${module} as ${module}`),
      "from . import operators as operators",
      "",
      "NAMESPACES = {",
      ...indent(
        flat.map((family) => `"${family.namespace}": ${moduleOf(family.namespace)},`),
        "    ",
      ),
      "}",
      ...nested.map((family) => {
        const at = family.namespace.lastIndexOf(".");
        return `${moduleOf(family.namespace.slice(0, at))}.${family.namespace.slice(at + 1)} = ${moduleOf(family.namespace)}`;
      }),
    ]),
  };
}
