/** Types of arguments and results in Scala, what is packed into a call, and how a result becomes one of them. */
import type { Argument } from "../../model/model.ts";
import { required, visitType, type Signature, type Type, type TypeVisitor } from "../../model/types.ts";
import { classType } from "./names.ts";

const plain = (text: string) => (): string => text;

const GIVEN: TypeVisitor<string> = {
  tensor: plain("Tensor"),
  tensor_or_number: plain("TensorOrNumber"),
  tensors: plain("Seq[Tensor]"),
  bool: plain("Boolean"),
  int: plain("Long"),
  float: plain("Double"),
  complex: plain("Seq[Double]"),
  number: plain("Number"),
  string: plain("String"),
  bytes: plain("Array[Byte]"),
  path: plain("PathLike"),
  dtype: plain("DType"),
  device: plain("Device"),
  generator: plain("Generator"),
  axis: plain("Int"),
  axes: plain("Int | Seq[Int]"),
  index: plain("Long"),
  slice: plain("Range | Index.Slice"),
  size: plain("Long"),
  count: plain("Long"),
  shape: plain("Shape | Seq[Int]"),
  permutation: plain("Seq[Int]"),
  subscript: plain("Seq[Index.Entry]"),
  none: plain("Any"),
  enum: (t) => t.name,
  int_or_tuple: plain("Int | Seq[Int]"),
  object: (t) => classType(t.class, t.namespace),
  function: (t) => functionType(t.signature),
  callback: (t) => functionType(t.signature),
  list: (t) => `Seq[${givenType(t.of)}]`,
  map: (t) => `Map[String, ${givenType(t.of)}]`,
  optional: (t) => givenType(t.of),
  record: (t) => t.name,
};

const GOTTEN: TypeVisitor<string> = {
  ...GIVEN,
  tensor_or_number: plain("Tensor"),
  slice: plain("Index.Slice"),
  subscript: plain("Seq[Index]"),
  axis: plain("Long"),
  axes: plain("Seq[Long]"),
  permutation: plain("Seq[Long]"),
  int_or_tuple: plain("Seq[Long]"),
  shape: plain("Shape"),
  path: plain("String"),
  none: plain("Unit"),
  function: plain("Any"),
  callback: plain("Any"),
  list: (t) => `Seq[${gottenType(t.of)}]`,
  map: (t) => `Map[String, ${gottenType(t.of)}]`,
  optional: (t) => `Option[${gottenType(t.of)}]`,
};

export const givenType = (type: Type): string => visitType(type, GIVEN);
export const gottenType = (type: Type): string => visitType(type, GOTTEN);

/** How many tensors a function of Scala takes: a fixed number, or a sequence after a fixed number. */
interface Callable {
  readonly type: string;
  readonly pack: string;
}
function callable({ parameters, result }: Signature): Callable {
  const list = /^\(.*\)$|^(Tensors|list<Tensor>|\[Tensor\])$/.test(result);
  const several: Readonly<Record<string, Callable>> = {
    "...Tensor": { type: "Seq[Tensor] => Seq[Tensor]", pack: "several" },
    "Tensor, ...Tensor": { type: "(Tensor, Seq[Tensor]) => Seq[Tensor]", pack: "gradient" },
  };
  const one: Readonly<Record<string, Callable>> = {
    Tensor: { type: "Tensor => Tensor", pack: "unary" },
    "Tensor, Tensor": { type: "(Tensor, Tensor) => Tensor", pack: "binary" },
    "...Tensor": { type: "Seq[Tensor] => Tensor", pack: "variadic" },
  };
  const found = (list ? several : one)[parameters.join(", ")];
  if (!found) throw new Error(`no function type of Scala for (${parameters.join(", ")}) -> ${result}`);
  return found;
}
const functionType = (signature: Signature): string => callable(signature).type;

export const isFunction = (type: Type): boolean => ["function", "callback"].includes(required(type).kind);

/** A function of tensors alone, as many as the call has. */
export function isVariadic(type: Type): boolean {
  const inner = required(type);
  return (inner.kind === "function" || inner.kind === "callback") && callable(inner.signature).pack === "variadic";
}

/** A value that may be left out: null where a type of values is meant, None where an object, a list or a function. */
export function isOption(a: Argument): boolean {
  if (a.required) return false;
  const inner = required(a.type).kind;
  const may = a.type.kind === "optional" || a.role === "input";
  return (
    may &&
    [
      "tensor",
      "object",
      "list",
      "map",
      "function",
      "callback",
      "record",
      "tensors",
      "number",
      "int",
      "float",
      "size",
      "count",
    ].includes(inner)
  );
}
export const isNullable = (a: Argument): boolean =>
  !a.required &&
  a.type.kind !== "device" &&
  !isOption(a) &&
  (a.type.kind === "optional" || (a.default.given && a.default.value === null));

export function parameterType(a: Argument): string {
  const type = givenType(a.type);
  if (isOption(a)) return `Option[${type}]`;
  return isNullable(a) ? `${type} | Null` : type;
}

/** The expression that goes into the packed call. */
export function packed(a: Argument, name: string): string {
  const type = required(a.type);
  if (type.kind === "function" || type.kind === "callback") {
    const { pack } = callable(type.signature);
    return isOption(a) ? `Functions.optional(${name})(Functions.${pack})` : `Functions.${pack}(${name})`;
  }
  if (type.kind === "slice") return `Values.slice(${name})`;
  if (type.kind === "subscript") return `Values.subscript(${name})`;
  if (type.kind === "record") return `Values.pack(${name}${isOption(a) ? ".map(_.fields)" : ".fields"})`;
  return `Values.pack(${name})`;
}

/** An expression for the result in `text`, which is an AnyRef. */
export function converted(type: Type, text: string): string {
  switch (type.kind) {
    case "none":
      return text;
    case "optional":
      return `Values.option(${text})(v => ${converted(type.of, "v")})`;
    case "float":
    case "number":
      return `Values.double(${text})`;
    case "bool":
      return `Values.boolean(${text})`;
    case "int":
    case "index":
    case "size":
    case "count":
    case "axis":
      return `Values.long(${text})`;
    case "shape":
      return `Values.shape(${text})`;
    case "axes":
    case "permutation":
    case "int_or_tuple":
      return `Values.seq(${text})(Values.long)`;
    case "complex":
      return `Values.seq(${text})(Values.double)`;
    case "tensors":
      return `Values.seq(${text})(_.asInstanceOf[Tensor])`;
    case "list":
      return `Values.seq(${text})(v => ${converted(type.of, "v")})`;
    case "map":
      return `Values.map(${text})(v => ${converted(type.of, "v")})`;
    case "enum":
      return `io.mixgrad.internal.EngineEnum.of(classOf[${type.name}], ${text})`;
    case "record":
      return `${type.name}.of(${text})`;
    default:
      return `${text}.asInstanceOf[${gottenType(type)}]`;
  }
}
