/** Types as Python's stubs write them: what is accepted, and what is given back. */
import { visitType, type Type, type TypeVisitor } from "../../model/types.ts";

const plain = (text: string) => (): string => text;
const literals = (values: readonly { readonly name: string }[]): string =>
  `Literal[${values.map((v) => JSON.stringify(v.name)).join(", ")}]`;
/** A tuple of a record is one too. */
const optional = (text: string): string => (text.endsWith("| None") || text === "None" ? text : `${text} | None`);

const ACCEPTED: TypeVisitor<string> = {
  tensor: plain("ArrayLike"),
  tensor_or_number: plain("ArrayLike | float"),
  tensors: plain("Sequence[ArrayLike]"),
  bool: plain("bool"),
  int: plain("int"),
  float: plain("float"),
  complex: plain("complex"),
  number: plain("float"),
  string: plain("str"),
  bytes: plain("bytes | bytearray | memoryview"),
  path: plain("str | PathLike[str]"),
  dtype: plain("DType | str"),
  device: plain("str"),
  generator: plain("Generator"),
  axis: plain("int"),
  axes: plain("int | Sequence[int] | None"),
  index: plain("int"),
  slice: plain("slice | range"),
  size: plain("int"),
  count: plain("int"),
  shape: plain("int | Sequence[int]"),
  permutation: plain("Sequence[int]"),
  subscript: plain("Subscript"),
  none: plain("None"),
  enum: (t) => literals(t.values),
  int_or_tuple: plain("int | Sequence[int]"),
  object: (t) => t.class,
  function: (t) => callable(t.signature.parameters, t.signature.result),
  callback: (t) => callable(t.signature.parameters, t.signature.result),
  list: (t) => `Sequence[${acceptedType(t.of)}]`,
  map: (t) => `Mapping[str, ${acceptedType(t.of)}]`,
  optional: (t) => optional(acceptedType(t.of)),
  record: (t) => `${t.name} | Mapping[str, Any]`,
};

const GIVEN: TypeVisitor<string> = {
  ...ACCEPTED,
  tensor: plain("Tensor"),
  tensor_or_number: plain("Tensor | float"),
  tensors: plain("list[Tensor]"),
  bytes: plain("bytes"),
  slice: plain("slice"),
  path: plain("str"),
  dtype: plain("DType"),
  axes: plain("list[int]"),
  shape: plain("list[int]"),
  permutation: plain("list[int]"),
  int_or_tuple: plain("list[int]"),
  list: (t) => `list[${givenType(t.of)}]`,
  map: (t) => `dict[str, ${givenType(t.of)}]`,
  optional: (t) => optional(givenType(t.of)),
  record: (t) => t.name,
};

export const acceptedType = (type: Type): string => visitType(type, ACCEPTED);
export const givenType = (type: Type): string => visitType(type, GIVEN);

/** Signatures are over tensors; a module or a function of the engine is a callable too. */
function callable(parameters: readonly string[], result: string): string {
  const fixed = parameters.every((p) => !p.startsWith("..."));
  const inside = fixed ? `[${parameters.map(() => "Tensor").join(", ")}]` : "...";
  return `Callable[${inside}, ${result === "Tensor" ? "Tensor" : "Any"}]`;
}

/** As documentation shows a type: without the unions that are obvious. */
export function documentedType(type: Type): string {
  const text = acceptedType(type).replaceAll("ArrayLike", "Tensor");
  return type.kind === "path" ? "path" : text;
}
