/** Errors, element types, enums, and how Julia spells the schemas' names in messages. */
import { everyFunction } from "../../model/members.ts";
import type { FunctionModel, Model } from "../../model/model.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED, sentence } from "../../print/text.ts";
import { quotedLines } from "./docstrings.ts";
import { FOLDER } from "./layout.ts";
import { text } from "./literals.ts";
import { errorBase, errorClass, hasChildren, juliaDType, methodName, namer } from "./names.ts";

/** The root is an abstract type, so an error that is nothing more is of this one. */
const OTHER = "OtherMixgradError";

export function errorsFile({ abi }: Model): GeneratedFile {
  const errors = abi.errors.filter((e) => e.parent !== "");
  return {
    path: `${FOLDER}/errors.jl`,
    text: file([
      `# ${GENERATED}`,
      "",
      ...errors.flatMap((e) => {
        const parents = hasChildren(abi.errors, e.name);
        const base = parents ? errorBase(abi.errors, e.name) : errorBase(abi.errors, e.parent);
        return [
          ...(parents
            ? [
                ...quotedLines([sentence(e.doc), "", "The kinds of it are its subtypes."]),
                `abstract type ${base} <: ${errorBase(abi.errors, e.parent)} end`,
              ]
            : []),
          ...quotedLines([sentence(e.doc)]),
          `@error_class ${errorClass(e.name)} ${base} "${e.name}"`,
          "",
        ];
      }),
      ...abi.errors
        .filter((e) => e.parent === "")
        .flatMap((e) => [
          ...quotedLines(["An error of no other kind."]),
          `@error_class ${OTHER} MixgradError "${e.name}"`,
          "",
        ]),
      "const ERRORS = Dict{Int32,Type}(",
      ...abi.errors.filter((e) => e.parent === "").map((e) => `    ${e.code} => ${OTHER},`),
      ...errors.map((e) => `    ${e.code} => ${errorClass(e.name)},`),
      ")",
    ]),
  };
}

export function dtypesFile({ abi }: Model): GeneratedFile {
  const values = abi.enums.find((e) => e.name === "dtype")?.values ?? [];
  const most = Math.max(0, ...values.map((v) => v.value));
  const known = values.map((v) => ({ ...v, type: juliaDType[v.name] ?? v.name }));
  return {
    path: `${FOLDER}/dtypes.jl`,
    text: file([
      `# ${GENERATED}`,
      `const ELEMENT_TYPES = Vector{Any}(nothing, ${most})`,
      ...known.flatMap((v) => [
        `dtype_number(::Type{${v.type}}) = Int64(${v.value})`,
        `ELEMENT_TYPES[${v.value}] = ${v.type}`,
      ]),
      `const ElementType = Union{${known.map((v) => v.type).join(",")}}`,
    ]),
  };
}

export function enumsFile(model: Model): GeneratedFile {
  return {
    path: `${FOLDER}/enums.jl`,
    text: file([
      `# ${GENERATED}`,
      ...model.enums.map(
        (e) =>
          `const _enum_${e.name} = Dict{Int64,Symbol}(${e.values.map((v) => `${v.value} => Symbol(${text(v.name)})`).join(", ")})`,
      ),
    ]),
  };
}

/** `axis=dims`: the engine's messages say what the caller wrote. A parameter's spelling wins over a function's. */
export function spellingsFile(model: Model): GeneratedFile {
  const functions: FunctionModel[] = everyFunction(model);
  const spelled = new Map<string, string>();
  const parameters = new Set(functions.flatMap((f) => f.arguments.map((a) => a.name)));
  for (const f of functions) {
    const name =
      f.member === "constructor" ? namer.class(f.owner) : f.member === "method" ? methodName(f) : namer.function(f);
    if (!parameters.has(f.name)) spelled.set(f.name, name);
  }
  for (const f of functions) for (const a of f.arguments) spelled.set(a.name, namer.parameter(f, a));
  const lines = [...spelled].filter(([from, to]) => from !== to).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    path: `${FOLDER}/spellings.jl`,
    text: file([
      `# ${GENERATED}`,
      "const SPELLINGS = join((",
      ...lines.map(([from, to]) => `    ${text(`${from}=${to}`)},`),
      '), "\\n")',
    ]),
  };
}
