/** Types in words, for readers of every language. */
import { visitType, type Type, type TypeVisitor } from "../../model/types.ts";

const plain = (text: string) => (): string => text;

const WORDS: TypeVisitor<string> = {
  tensor: plain("tensor"),
  tensor_or_number: plain("tensor or number"),
  tensors: plain("list of tensors"),
  bool: plain("bool"),
  int: plain("integer"),
  float: plain("float"),
  complex: plain("complex number"),
  number: plain("number"),
  string: plain("string"),
  bytes: plain("bytes"),
  path: plain("path"),
  dtype: plain("dtype"),
  device: plain("device"),
  generator: plain("generator"),
  axis: plain("axis"),
  axes: plain("axis or axes"),
  index: plain("index"),
  slice: plain("slice"),
  size: plain("size"),
  count: plain("count"),
  shape: plain("shape"),
  permutation: plain("permutation of the axes"),
  subscript: plain("subscript"),
  none: plain("nothing"),
  enum: (t) => t.values.map((v) => `\`${v.name}\``).join(", "),
  int_or_tuple: (t) => `integer or ${t.length === 0 ? "several" : t.length} integers`,
  object: (t) => `[${t.class}](../classes/${t.class}.md)`,
  function: (t) => `function \`${t.signature.text}\``,
  callback: (t) => `callback \`${t.signature.text}\``,
  list: (t) => `list of ${typeText(t.of)}`,
  map: (t) => `map from names to ${typeText(t.of)}`,
  optional: (t) => `${typeText(t.of)}, or null`,
  record: (t) => `record of ${t.fields.map((f) => `\`${f.name}\` (${typeText(f.type)})`).join(", ")}`,
};

export function typeText(type: Type): string {
  return visitType(type, WORDS);
}
