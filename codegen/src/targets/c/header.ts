/** Prints mixgrad.h: C99 that also is C++20, with what C can't say in comments. */
import type { AbiFunction, AbiHandle, AbiModel, AbiParameter, AbiStruct } from "../../model/abi.ts";
import { blockComment, capitalized, file, GENERATED, joined, sentence, wrap } from "../../print/text.ts";
import { cField, constant, cParameter, cParameters, cType } from "./types.ts";

const WIDTH = 120;
const ERRORS =
  "Errors that any fallible function may give are not repeated: type (a handle that is null or of another kind), " +
  "out_of_memory and internal.";

export function header(abi: AbiModel): string {
  const { major, minor, patch } = abi.version;
  const version = (name: string, value: number): string => `#define ${constant(abi, "version", name)} ${value}`;
  return file([
    `// ${GENERATED} The source is c-api/abi.yml.`,
    ...blockComment(["@file", ...wrap(`${abi.doc}\n\n${ERRORS}`, WIDTH - 4)]),
    `#ifndef ${constant(abi, abi.prefix, "h")}`,
    `#define ${constant(abi, abi.prefix, "h")}`,
    "",
    "#include <stddef.h>",
    "#include <stdint.h>",
    "",
    version("major", major),
    version("minor", minor),
    version("patch", patch),
    "/** What mixgrad_library_abi returns in a library of this version. */",
    `#define ${constant(abi, "abi")} ${major * 1000 + minor}`,
    "",
    "#ifdef SWIG",
    "#define MIXGRAD_API",
    "#elif defined(MIXGRAD_LOADED) && defined(__GNUC__)",
    "/* A package that opens the library at run time has these functions inside (c-api/load). */",
    '#define MIXGRAD_API __attribute__((visibility("hidden")))',
    "#elif defined(_WIN32)",
    "#ifdef MIXGRAD_BUILDING",
    "#define MIXGRAD_API __declspec(dllexport)",
    "#else",
    "#define MIXGRAD_API __declspec(dllimport)",
    "#endif",
    "#elif defined(__GNUC__)",
    '#define MIXGRAD_API __attribute__((visibility("default")))',
    "#else",
    "#define MIXGRAD_API",
    "#endif",
    "",
    "#ifdef __cplusplus",
    'extern "C" {',
    "#endif",
    "",
    ...abi.handles.flatMap((h) => [...doc(h.doc), `typedef struct ${abi.prefix}_${h.name} ${abi.prefix}_${h.name};`]),
    "",
    ...abi.structs.map((s) => `typedef struct ${abi.prefix}_${s.name} ${abi.prefix}_${s.name};`),
    "",
    ...abi.enums.flatMap((e) => enumeration(e, abi)),
    ...abi.callbacks.flatMap((c) => [
      ...blockComment([...wrap(c.doc, WIDTH - 4), ...c.parameters.flatMap((p) => parameterDoc(p, c.parameters))]),
      `typedef void (*${abi.prefix}_${c.name})(${cParameters(c.parameters, abi)});`,
      "",
    ]),
    ...abi.structs.flatMap((s) => struct(s, abi)),
    ...abi.handles.flatMap((h) => lifetime(h, abi)),
    ...abi.functions.flatMap((f) => [...functionDoc(f), ...declaration(f, abi), ""]),
    "#ifdef __cplusplus",
    "}",
    "#endif",
    "",
    `#endif  // ${constant(abi, abi.prefix, "h")}`,
  ]);
}

function doc(text: string): string[] {
  const name = /^[\w]+[._]/.test(text); // a name keeps its case
  return blockComment(wrap(sentence(name ? text : capitalized(text)), WIDTH - 4));
}

function enumeration(e: AbiModel["enums"][number], abi: AbiModel): string[] {
  const name = `${abi.prefix}_${e.name}`;
  const values = e.values.flatMap((v) => [
    ...doc(v.doc).map((line) => `  ${line}`),
    `  ${constant(abi, e.name, v.name)} = ${v.value},`,
  ]);
  const last = values.pop() ?? "";
  return [
    ...doc(`${e.doc} It crosses as int32_t.`),
    `typedef enum ${name} {`,
    ...values,
    last.replace(/,$/, ""),
    `} ${name};`,
    "",
  ];
}

function struct(s: AbiStruct, abi: AbiModel): string[] {
  const fields = s.fields.flatMap((field) => {
    if (field.union.length === 0) return [...doc(field.doc), cField(field, abi)];
    return [
      ...doc(field.doc),
      "union {",
      ...field.union.map((member) => `  ${cType(member.type, abi)} ${member.name};`),
      `} ${field.name};`,
    ];
  });
  const size = s.sized ? ["/** sizeof of this struct, set by the caller. */", "size_t struct_size;"] : [];
  return [...doc(s.doc), `struct ${abi.prefix}_${s.name} {`, ...[...size, ...fields].map((l) => `  ${l}`), "};", ""];
}

function lifetime(handle: AbiHandle, abi: AbiModel): string[] {
  const self = `${abi.prefix}_${handle.name}`;
  const owned = `(${self}* ${handle.name});`;
  const retain = [
    `/** Takes one more share in a ${handle.name}, to be given back with ${self}_release. Null is ignored. Never fails. */`,
    `MIXGRAD_API void ${self}_retain${owned}`,
    "",
  ];
  const release = [
    `/** Gives a share in a ${handle.name} back. Null is ignored. From any thread; never blocks, never fails. */`,
    `MIXGRAD_API void ${self}_release${owned}`,
    "",
  ];
  return [...(handle.retain ? retain : []), ...(handle.release ? release : [])];
}

function functionDoc(f: AbiFunction): string[] {
  const result = f.fallible
    ? ["@return null, or a status that the caller releases."]
    : f.returns.kind === "scalar" && f.returns.name === "void"
      ? []
      : [
          f.returns.kind === "string"
            ? "@return UTF-8, borrowed as said above."
            : "@return as said above; never fails.",
        ];
  const errors = f.errors.length > 0 ? [`Errors: ${f.errors.join(", ")}.`] : [];
  return blockComment([
    ...wrap(sentence(f.doc), WIDTH - 4),
    ...wrap([...errors, `Since ${f.since}, ${f.lifecycle}.`].join(" "), WIDTH - 4),
    ...f.parameters.flatMap((p) => parameterDoc(p, f.parameters)),
    ...result,
  ]);
}

/** Who owns it, whether it may be null, what counts it. */
function parameterDoc(p: AbiParameter, all: readonly AbiParameter[]): string[] {
  const { kind } = p.type;
  const points =
    kind === "handle" || kind === "string" || kind === "pointer" || kind === "elements" || kind === "callback";
  const facts: string[] = [];
  if (p.doc !== "") facts.push(sentence(p.doc));
  if (p.direction === "out") {
    facts.push(p.ownership === "transferred" ? "Out: the caller's to release." : points ? "Out: borrowed." : "Out.");
  } else if (p.direction === "in_out") {
    facts.push(p.mayBeNull ? "In and out; may be null." : "In and out; not null.");
  } else if (points) {
    facts.push(p.ownership === "transferred" ? "Becomes the callee's;" : "Borrowed;");
    facts.push(p.mayBeNull ? "may be null." : "not null.");
  }
  if (p.countedBy !== "") facts.push(`${p.countedBy} elements.`);
  const counts = all.find((other) => other.countedBy === p.name);
  if (facts.length === 0) facts.push(counts ? `How many ${counts.name} there are.` : "As said above.");
  const text = facts.join(" ");
  return wrap(`@param ${p.name} ${text}`, WIDTH - 4);
}

function declaration(f: AbiFunction, abi: AbiModel): string[] {
  const open = `MIXGRAD_API ${cType(f.returns, abi)} ${f.symbol}(`;
  if (f.parameters.length === 0) return [`${open}void);`];
  return joined(
    open,
    f.parameters.map((p) => cParameter(p, abi)),
    ");",
    WIDTH,
    "    ",
  );
}
