/** C, as a language with a plan: every argument by its name in the schema, and a thunk over ops.h for each function. */
import type { Capabilities } from "../../lower/capabilities.ts";
import type { Spelling } from "../../lower/spelling.ts";
import { snakeCase } from "../../lower/names.ts";
import { membersOf } from "../../model/members.ts";
import type { Argument, EnumModel, FunctionModel, Model } from "../../model/model.ts";
import { file, GENERATED, joined } from "../../print/text.ts";
import { argumentName } from "../c/operators.ts";
import { argumentKind, cName, enumConstant, resultKind } from "../c/operator_types.ts";

const capabilities: Capabilities = {
  language: "C",
  optional: "named",
  overloads: false,
  operators: [],
  indexBase: 0,
  slices: "half_open",
  naming: {
    function: "snake",
    parameter: "snake",
    class: "pascal",
    property: "snake",
    constant: "snake",
    inPlace: "underscore",
  },
  aliases: false,
  asynchronous: [],
};

export const cSpelling: Spelling = {
  capabilities,
  function: (f) => ({ namespace: "", name: f.name }),
  class: (c) => ({ namespace: "", name: c.name }),
  record: (r) => ({ namespace: "", name: r.name }),
  method: (f) => (f.member === "method" ? f.name : ""),
  overridable: (_c, name) => name,
  parameter: (_f, a) => a.name,
  form: () => "named",
  property: (_owner, name) => name,
  constant: (name) => name,
  operatorInError: (_f, name) => name,
  argumentInError: (_f, name) => name,
  curried: () => false,
  implied: () => ({}),
  typed: true,
  throws: false,
};

/** thunks.c: a table of functions that take their arguments from an array. */
export function thunks(model: Model): string {
  const members = model.classes.flatMap(membersOf);
  const all = [...model.functions, ...members];
  return file([
    `/* ${GENERATED} */`,
    '#include "test/conformance/c/thunk.h"',
    "",
    ...model.enums.flatMap(enumReader),
    ...all.flatMap(thunk),
    "const conformance_thunk conformance_thunks[] = {",
    ...all.map(row),
    "};",
    `const int32_t conformance_thunk_count = ${all.length};`,
  ]);
}

const outputs = (f: FunctionModel): FunctionModel["outputs"] => (f.result.kind === "nothing" ? [] : f.outputs);

function row(f: FunctionModel): string {
  const names = (list: readonly { name: string }[], what: string): string =>
    list.length > 0 ? `${what}_${cName(f)}` : "NULL";
  const facts = [`"${f.name}"`, f.member === "method" ? 1 : 0, f.arguments.length, outputs(f).length];
  return `  {${[...facts, names(f.arguments, "names"), names(outputs(f), "results"), `call_${cName(f)}`].join(", ")}},`;
}

function enumReader(e: EnumModel): string[] {
  const lines = e.values.map(
    (v) =>
      `  if (v.kind == MIXGRAD_KIND_STRING && strcmp(v.payload.as_string, "${v.name}") == 0) return ${enumConstant(e.name, v.name)};`,
  );
  return [
    `static int32_t read_${snakeCase(e.name)}(mixgrad_value v) {`,
    ...lines,
    "  return conformance_number(v);",
    "}",
    "",
  ];
}

/** The C expression of a parameter's type for a value. */
function unpack(a: Argument, value: string): string {
  const kind = argumentKind(a).type;
  if (kind === "mixgrad_value") return value;
  if (kind === "mixgrad_tensor*") return `conformance_tensor(${value})`;
  if (kind === "mixgrad_object*") return `conformance_object(${value})`;
  if (kind === "int64_t") return `conformance_int(${value})`;
  if (kind === "double") return `conformance_float(${value})`;
  if (kind === "const char*") return `conformance_string(${value})`;
  return a.type.kind === "enum" ? `read_${snakeCase(a.type.name)}(${value})` : `conformance_number(${value})`;
}

function pack(output: FunctionModel["outputs"][number], name: string): string {
  const kind = resultKind(output.type).type;
  if (kind === "mixgrad_value") return name;
  if (kind === "mixgrad_tensor*") return `mixgrad_of_tensor(${name})`;
  if (kind === "mixgrad_object*") return `mixgrad_of_object(${name})`;
  if (kind === "int64_t") return `mixgrad_of_int(${name})`;
  if (kind === "double") return `mixgrad_of_float(${name})`;
  return output.type.kind === "bool" ? `mixgrad_of_bool(${name})` : `mixgrad_of_int(${name})`;
}

function thunk(f: FunctionModel): string[] {
  const name = cName(f);
  const method = f.member === "method";
  const optional = f.attributes.filter((a) => !a.required);
  const at = (a: Argument): string => `given[${f.arguments.indexOf(a) + (method ? 1 : 0)}]`;
  const options = optional.flatMap((a) => [
    `  if (${at(a)}.kind != MIXGRAD_KIND_ABSENT) {`,
    `    options.${argumentName(a)} = ${unpack(a, at(a))};`,
    "    any = 1;",
    "  }",
  ]);
  const results = outputs(f);
  const call = [
    "context",
    ...(method ? ["conformance_object(given[0])"] : []),
    ...f.arguments.filter((a) => !optional.includes(a)).map((a) => unpack(a, at(a))),
    ...(optional.length > 0 ? ["any ? &options : NULL"] : []),
    ...results.map((_, i) => `&out${i}`),
  ];
  const strings = (list: readonly { name: string }[], what: string): string[] =>
    list.length > 0
      ? joined(
          `static const char* const ${what}_${name}[] = {`,
          list.map((x) => `"${x.name}"`),
          "};",
          100,
        )
      : [];
  return [
    ...strings(f.arguments, "names"),
    ...strings(results, "results"),
    `static mixgrad_status* call_${name}(mixgrad_context* context, const mixgrad_value* given, mixgrad_value* results) {`,
    ...(optional.length > 0
      ? [`  mixgrad_op_${name}_options options = mixgrad_op_${name}_default();`, "  int any = 0;"]
      : []),
    ...results.map((o, i) => `  ${resultKind(o.type).type} out${i}${initial(resultKind(o.type).type)};`),
    "  mixgrad_status* status;",
    ...(f.arguments.length === 0 && !method ? ["  (void)given;"] : []),
    ...(results.length === 0 ? ["  (void)results;"] : []),
    ...options,
    ...joined(`  status = mixgrad_op_${name}(`, call, ");", 110, "      "),
    ...(results.length > 0 ? ["  if (status != NULL) return status;"] : []),
    ...results.map((o, i) => `  results[${i}] = ${pack(o, `out${i}`)};`),
    "  return status;",
    "}",
    "",
  ];
}

const initial = (type: string): string =>
  type === "mixgrad_value" ? " = {0, 0, {0}}" : type.endsWith("*") ? " = NULL" : " = 0";
