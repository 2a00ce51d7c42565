/**
 * Prints mixgrad.i. Functions over scalars, strings and handles are wrapped; those that move values, buffers, structs or
 * callbacks are the hand-written glue's, since SWIG has no fast form for them.
 */
import { camelCase } from "../../lower/names.ts";
import type { AbiFunction, AbiModel, AbiParameter, AbiType } from "../../model/abi.ts";
import { file, GENERATED } from "../../print/text.ts";
import { constant, cParameters, cType } from "../c/types.ts";

export function swigInterface(abi: AbiModel): string {
  const { prefix } = abi;
  const wrapped = abi.functions.filter(isWrapped);
  const rest = abi.functions.filter((f) => !isWrapped(f));
  const handles = abi.handles.map((h) => `${prefix}_${h.name}`);
  return file([
    `// ${GENERATED} The source is c-api/abi.yml.`,
    "// swig -java -c++ -DSWIGWORDSIZE64. Fallible functions throw, and return what they give out: a handle or a number as",
    `// long, or 0. The glue defines ${prefix}_java_throw, which makes the exception and releases the status, and wraps:`,
    ...rest.map((f) => `//   ${f.symbol}`),
    "%module Native",
    "%include <stdint.i>",
    "// SWIG takes C's long for Java's int; an int64_t is Java's long.",
    "%apply long long { int64_t, size_t };",
    '%include "enumtypeunsafe.swg"',
    "%javaconst(1);",
    "%{",
    `#include "${prefix}/${prefix}.h"`,
    `extern "C" void ${prefix}_java_throw(JNIEnv* env, ${prefix}_status* status);`,
    "%}",
    "",
    "%define MIXGRAD_HANDLE(TYPE)",
    '%typemap(jni) TYPE* "jlong"',
    '%typemap(jtype) TYPE* "long"',
    '%typemap(jstype) TYPE* "long"',
    '%typemap(javain) TYPE* "$javainput"',
    "%typemap(javaout) TYPE* { return $jnicall; }",
    "%typemap(in) TYPE* %{ $1 = reinterpret_cast<TYPE*>(static_cast<intptr_t>($input)); %}",
    "%typemap(out) TYPE* %{ $result = static_cast<jlong>(reinterpret_cast<intptr_t>($1)); %}",
    "%typemap(in, numinputs=0) TYPE** (TYPE* given = nullptr) %{ $1 = &given; %}",
    "%typemap(argout) TYPE** %{ $result = static_cast<jlong>(reinterpret_cast<intptr_t>(*$1)); %}",
    "%enddef",
    ...handles.filter((h) => h !== `${prefix}_status`).map((h) => `MIXGRAD_HANDLE(${h})`),
    "",
    "// A status that is passed in is a handle; one that is returned is an exception.",
    `MIXGRAD_HANDLE(${prefix}_status)`,
    `%typemap(out) ${prefix}_status* %{`,
    "  $result = 0;",
    "  if ($1) {",
    `    ${prefix}_java_throw(jenv, $1);`,
    "    return $null;",
    "  }",
    "%}",
    ...["int32_t", "int64_t"].flatMap((type) => [
      `%typemap(in, numinputs=0) ${type}* OUTPUT (${type} given = 0) %{ $1 = &given; %}`,
      `%typemap(argout) ${type}* OUTPUT %{ $result = static_cast<jlong>(*$1); %}`,
    ]),
    ...outNames(wrapped).map((p) => `%apply ${cType(p.type, abi)}* OUTPUT { ${cType(p.type, abi)}* ${p.name} };`),
    "",
    ...abi.enums.flatMap((e) => [
      `%rename(${e.name.split("_").map(capital).join("")}Number) ${prefix}_${e.name};`,
      ...e.values.map((v) => `%rename(${`${e.name}_${v.name}`.toUpperCase()}) ${constant(abi, e.name, v.name)};`),
      `enum ${prefix}_${e.name} { ${e.values.map((v) => `${constant(abi, e.name, v.name)} = ${v.value}`).join(", ")} };`,
      "",
    ]),
    ...abi.handles.flatMap((h) => [
      ...(h.retain ? lifetime(prefix, h.name, "retain") : []),
      ...(h.release ? lifetime(prefix, h.name, "release") : []),
    ]),
    ...wrapped.flatMap((f) => [
      `%rename(${camelCase(f.name)}) ${f.symbol};`,
      `${cType(f.returns, abi)} ${f.symbol}(${cParameters(f.parameters, abi)});`,
    ]),
  ]);
}

function lifetime(prefix: string, handle: string, verb: string): string[] {
  return [
    `%rename(${camelCase(`${handle}_${verb}`)}) ${prefix}_${handle}_${verb};`,
    `void ${prefix}_${handle}_${verb}(${prefix}_${handle}* ${handle});`,
  ];
}

/** At most one out parameter, a handle or a whole number; nothing but scalars, strings and handles in. */
function isWrapped(f: AbiFunction): boolean {
  const outs = f.parameters.filter((p) => p.direction !== "in");
  const ins = f.parameters.filter((p) => p.direction === "in");
  return outs.length <= 1 && outs.every(isSimpleOut) && ins.every((p) => isSimple(p.type)) && isSimple(f.returns);
}

function isSimple(type: AbiType): boolean {
  return type.kind === "scalar" || type.kind === "string" || type.kind === "handle" || type.kind === "enum";
}

function isSimpleOut(p: AbiParameter): boolean {
  const whole = p.type.kind === "scalar" && (p.type.name === "int32" || p.type.name === "int64");
  return p.direction === "out" && (p.type.kind === "handle" || whole);
}

/** Out parameters that are whole numbers, each name and type once. */
function outNames(functions: readonly AbiFunction[]): AbiParameter[] {
  const all = functions.flatMap((f) => f.parameters.filter((p) => p.direction === "out" && p.type.kind === "scalar"));
  return all.filter((p, i) => all.findIndex((q) => q.name === p.name && sameType(p.type, q.type)) === i);
}

function sameType(a: AbiType, b: AbiType): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
