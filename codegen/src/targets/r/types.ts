/** Types: how the native code converts an argument of that type, and how documentation names it. */
import type { Argument } from "../../model/model.ts";
import { required, visitType, type Type, type TypeVisitor } from "../../model/types.ts";

const plain =
  <T>(value: T) =>
  (): T =>
    value;

/** The letters of src/convert.c. */
const MODES: TypeVisitor<string> = {
  tensor: plain("t"),
  tensor_or_number: plain("x"),
  tensors: plain("T"),
  bool: plain("."),
  int: plain("i"),
  float: plain("."),
  complex: plain("."),
  number: plain("."),
  string: plain("."),
  bytes: plain("."),
  path: plain("p"),
  dtype: plain("."),
  device: plain("."),
  generator: plain("."),
  axis: plain("i"),
  axes: plain("i"),
  index: plain("i"),
  slice: plain("s"),
  size: plain("i"),
  count: plain("i"),
  shape: plain("i"),
  permutation: plain("I"),
  subscript: plain("k"),
  none: plain("."),
  enum: plain("."),
  int_or_tuple: plain("i"),
  object: plain("."),
  function: plain("f"),
  callback: plain("c"),
  list: (t) => listMode(modeOf(t.of)),
  map: plain("m"),
  optional: (t) => modeOf(t.of),
  record: plain("m"),
};

function listMode(inner: string): string {
  if (inner === "t") return "T";
  return inner === "i" ? "I" : "l";
}

export const modeOf = (type: Type): string => visitType(type, MODES);

/** Indices and class numbers are whole, also where R has them as doubles. */
export function argumentMode(a: Argument): string {
  const mode = modeOf(a.type);
  return mode === "t" && a.carries !== "nothing" ? "d" : mode;
}

const WORDS: TypeVisitor<string> = {
  tensor: plain("tensor"),
  tensor_or_number: plain("tensor or number"),
  tensors: plain("list of tensors"),
  bool: plain("logical"),
  int: plain("whole number"),
  float: plain("number"),
  complex: plain("complex"),
  number: plain("number"),
  string: plain("string"),
  bytes: plain("raw"),
  path: plain("path"),
  dtype: plain('dtype, such as "float32"'),
  device: plain('device, such as "cpu"'),
  generator: plain("mg_generator"),
  axis: plain("dimension, from 1, or from -1 for the last"),
  axes: plain("dimensions, from 1, or from -1 for the last"),
  index: plain("index, from 1"),
  slice: plain("range, such as 1:8"),
  size: plain("size"),
  count: plain("count"),
  shape: plain("sizes"),
  permutation: plain("dimensions, from 1"),
  subscript: plain("subscript"),
  none: plain("nothing"),
  enum: (t) => `one of ${t.values.map((v) => `"${v.name}"`).join(", ")}`,
  int_or_tuple: (t) => `whole number or ${t.length === 0 ? "several" : t.length} of them`,
  object: (t) => t.class,
  function: plain("function"),
  callback: plain("function"),
  list: (t) => `list: ${wordsOf(t.of)}`,
  map: (t) => `named list: ${wordsOf(t.of)}`,
  optional: (t) => `${wordsOf(t.of)}, or NULL`,
  record: (t) => `list(${t.fields.map((f) => `${f.name} =`).join(", ")})`,
};
export const wordsOf = (type: Type): string => visitType(type, WORDS);

export const isList = (type: Type): boolean => ["list", "tensors"].includes(required(type).kind);
