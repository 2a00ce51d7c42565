/** How arguments and results of functions cross in ops.h: plain C where C has a word for it, else a mixgrad_value. */
import { snakeCase, upperCase } from "../../lower/names.ts";
import type { Argument, FunctionModel } from "../../model/model.ts";
import { visitType, type Type, type TypeVisitor } from "../../model/types.ts";
import { floatText, quoted } from "../../print/literal.ts";

export interface ArgumentKind {
  readonly type: string;
  /** The expression that makes a mixgrad_value of it. */
  pack(name: string): string;
}

const by = (type: string, helper: string) => (): ArgumentKind => ({ type, pack: (name) => `${helper}(${name})` });
const value = (): ArgumentKind => ({ type: "mixgrad_value", pack: (name) => name });
const integer = by("int64_t", "mixgrad_of_int");

const ARGUMENTS: TypeVisitor<ArgumentKind> = {
  tensor: by("mixgrad_tensor*", "mixgrad_of_tensor"),
  tensor_or_number: value,
  tensors: value,
  bool: by("int32_t", "mixgrad_of_bool"),
  int: integer,
  axis: integer,
  index: integer,
  size: integer,
  count: integer,
  float: by("double", "mixgrad_of_float"),
  string: by("const char*", "mixgrad_of_string"),
  path: by("const char*", "mixgrad_of_string"),
  dtype: by("int32_t", "mixgrad_of_dtype"),
  enum: by("int32_t", "mixgrad_of_enum"),
  object: by("mixgrad_object*", "mixgrad_of_object"),
  generator: by("mixgrad_object*", "mixgrad_of_object"),
  complex: value,
  number: value,
  bytes: value,
  device: value,
  axes: value,
  slice: value,
  shape: value,
  permutation: value,
  subscript: value,
  int_or_tuple: value,
  function: value,
  callback: value,
  list: value,
  map: value,
  optional: value,
  record: value,
  none: value,
};

/** Options whose default is no plain C value stay mixgrad_values, so that "absent" can be said. */
export function argumentKind(argument: Argument): ArgumentKind {
  const kind = visitType(argument.type, ARGUMENTS);
  return argument.role === "attribute" && !argument.required && plainDefault(argument) === undefined ? value() : kind;
}

export function defaultText(argument: Argument): string {
  return plainDefault(argument) ?? "mixgrad_absent()";
}

function plainDefault(argument: Argument): string | undefined {
  if (!argument.default.given) return undefined;
  const literal = argument.default.value;
  const { type } = argument;
  switch (type.kind) {
    case "bool":
      return literal === true ? "1" : "0";
    case "int":
    case "axis":
    case "index":
    case "size":
    case "count":
      return typeof literal === "number" ? String(literal) : undefined;
    case "float":
      return typeof literal === "number" ? floatText(literal) : SPECIAL[String(literal)];
    case "string":
    case "path":
      return typeof literal === "string" ? quoted(literal) : undefined;
    case "dtype":
      return typeof literal === "string" ? `MIXGRAD_DTYPE_${literal.toUpperCase()}` : undefined;
    case "enum":
      return typeof literal === "string" ? enumConstant(type.name, literal) : undefined;
    default:
      return undefined;
  }
}

const SPECIAL: Record<string, string> = { inf: "INFINITY", "-inf": "-INFINITY", nan: "NAN" };

export interface ResultKind {
  readonly type: string;
  unpack(result: string): string;
}

export function resultKind(type: Type): ResultKind {
  const member = (c: string, field: string): ResultKind => ({ type: c, unpack: (r) => `${r}.payload.${field}` });
  switch (type.kind) {
    case "tensor":
      return member("mixgrad_tensor*", "as_tensor");
    case "object":
    case "generator":
      return member("mixgrad_object*", "as_object");
    case "int":
    case "axis":
    case "index":
    case "size":
    case "count":
      return member("int64_t", "as_int");
    case "float":
      return member("double", "as_float");
    case "bool":
    case "dtype":
    case "enum":
      return { type: "int32_t", unpack: (r) => `(int32_t)${r}.payload.as_int` };
    default:
      return { type: "mixgrad_value", unpack: (r) => r };
  }
}

/** `add_`, `linear_new`, `trainer_fit`. */
export function cName(f: FunctionModel): string {
  return f.owner === "" ? f.name : `${snakeCase(f.owner)}_${f.shortName}`;
}

export function enumConstant(name: string, value: string): string {
  return `MIXGRAD_${upperCase(name)}_${upperCase(value)}`;
}
