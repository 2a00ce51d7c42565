/** Types as the documentation shows them: Julia's functions take what converts, so signatures name few. */
import { visitType, type Type, type TypeVisitor } from "../../model/types.ts";

const plain = (text: string) => (): string => text;
const shown = (type: Type): string => visitType(type, DOCUMENTED);

const DOCUMENTED: TypeVisitor<string> = {
  tensor: plain("Tensor"),
  tensor_or_number: plain("Tensor or number"),
  tensors: plain("tensors"),
  bool: plain("Bool"),
  int: plain("Integer"),
  float: plain("Real"),
  complex: plain("Complex"),
  number: plain("Real"),
  string: plain("String"),
  bytes: plain("Vector{UInt8}"),
  path: plain("path"),
  dtype: plain("element type"),
  device: plain("device"),
  generator: plain("Generator"),
  axis: plain("Integer"),
  axes: plain("Integer, tuple of them, or `:`"),
  index: plain("Integer"),
  slice: plain("range, or `:`"),
  size: plain("Integer"),
  count: plain("Integer"),
  shape: plain("sizes"),
  permutation: plain("tuple of integers"),
  subscript: plain("tuple of indices"),
  none: plain("nothing"),
  enum: (t) => t.values.map((v) => `:${v.name}`).join(", "),
  int_or_tuple: plain("Integer or tuple of them"),
  object: (t) => t.class,
  function: plain("function"),
  callback: plain("function"),
  list: (t) => `list of ${shown(t.of)}`,
  map: (t) => `named tuple or Dict of ${shown(t.of)}`,
  optional: (t) => `${shown(t.of)}, or nothing`,
  record: (t) => `named tuple of ${t.fields.map((f) => f.name).join(", ")}`,
};

export const documentedType = shown;
