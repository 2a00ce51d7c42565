/** Types of arguments and results in Java, and how a result of the engine becomes one. */
import { required, visitType, type Signature, type Type, type TypeVisitor } from "../../model/types.ts";
import { namer } from "./names.ts";

const plain = (text: string) => (): string => text;

/** What a user may give; unions and lists have more forms (form.ts). */
const GIVEN: TypeVisitor<string> = {
  tensor: plain("Tensor"),
  tensor_or_number: plain("Tensor"),
  tensors: plain("List<Tensor>"),
  bool: plain("boolean"),
  int: plain("long"),
  float: plain("double"),
  complex: plain("double[]"),
  number: plain("Number"),
  string: plain("String"),
  bytes: plain("byte[]"),
  path: plain("Path"),
  dtype: plain("DType"),
  device: plain("Device"),
  generator: plain("Generator"),
  axis: plain("int"),
  axes: plain("int[]"),
  index: plain("long"),
  slice: plain("Index.Slice"),
  size: plain("long"),
  count: plain("long"),
  shape: plain("Shape"),
  permutation: plain("int[]"),
  subscript: plain("List<Index>"),
  none: plain("Object"),
  enum: (t) => t.name,
  int_or_tuple: plain("long[]"),
  object: (t) => namer.class(t.class),
  function: (t) => functionType(t.signature),
  callback: (t) => functionType(t.signature),
  list: (t) => `List<${boxed(givenType(t.of))}>`,
  map: (t) => `Map<String, ${boxed(givenType(t.of))}>`,
  optional: (t) => givenType(t.of),
  record: (t) => t.name,
};

/** What a user gets. */
const GOTTEN: TypeVisitor<string> = {
  ...GIVEN,
  axis: plain("long"),
  axes: plain("List<Long>"),
  permutation: plain("List<Long>"),
  int_or_tuple: plain("List<Long>"),
  complex: plain("List<Double>"),
  none: plain("void"),
  function: plain("Object"),
  callback: plain("Object"),
  list: (t) => `List<${boxed(gottenType(t.of))}>`,
  map: (t) => `Map<String, ${boxed(gottenType(t.of))}>`,
  optional: (t) => boxed(gottenType(t.of)),
};

const BOXED: Readonly<Record<string, string>> = {
  boolean: "Boolean",
  long: "Long",
  int: "Integer",
  double: "Double",
  void: "Void",
};
export const boxed = (type: string): string => BOXED[type] ?? type;
export const givenType = (type: Type): string => visitType(type, GIVEN);
export const gottenType = (type: Type): string => visitType(type, GOTTEN);

/** A functional interface, and the method of `Functions` that gives one to the engine. */
export interface Callable {
  readonly type: string;
  readonly pack: string;
}

/** `(Tensor) -> Tensor` and so on; `arity` fixes the number of `...Tensor`. */
export function callable(signature: Signature, arity?: number): Callable {
  const found = find(signature, arity);
  if (!found) throw new Error(`no functional interface of Java for ${signature.text}: add it to types.ts`);
  return found;
}
export const isCallable = (signature: Signature, arity: number): boolean => find(signature, arity) !== undefined;

export const givesList = ({ result }: Pick<Signature, "result">): boolean =>
  /^\(.*\)$|^(Tensors|list<Tensor>|\[Tensor\])$/.test(result);

function find({ parameters, result }: Signature, arity: number | undefined): Callable | undefined {
  const words = parameters.flatMap((p) =>
    p === "...Tensor" && arity !== undefined ? Array<string>(arity).fill("Tensor") : [p],
  );
  const gives = givesList({ result }) ? "list" : "tensor";
  const key = `${words.join(", ")} -> ${gives}`;
  const known: Record<string, Callable> = {
    "Tensor -> tensor": { type: "UnaryOperator<Tensor>", pack: "unary" },
    "Tensor, Tensor -> tensor": { type: "BinaryOperator<Tensor>", pack: "binary" },
    "...Tensor -> tensor": { type: "TensorFunction", pack: "variadic" },
    "Tensor -> list": { type: "Function<Tensor, List<Tensor>>", pack: "severalOfOne" },
    "...Tensor -> list": { type: "Function<List<Tensor>, List<Tensor>>", pack: "several" },
    "Tensor, ...Tensor -> list": { type: "BiFunction<Tensor, List<Tensor>, List<Tensor>>", pack: "gradient" },
    "Tensor, Tensor -> list": { type: "BiFunction<Tensor, Tensor, List<Tensor>>", pack: "severalOfTwo" },
  };
  return known[key];
}
const functionType = (signature: Signature): string => callable(signature).type;

export const isFunction = (type: Type): boolean => ["function", "callback"].includes(required(type).kind);

/** True where Java's type has no null. */
export const isPrimitive = (type: string): boolean => type in BOXED;

/** An expression for the result in `text`, which is an Object. */
export function converted(type: Type, text: string): string {
  if (type.kind === "optional") {
    const inner = required(type);
    const simple = SIMPLE.has(inner.kind)
      ? `(${boxed(gottenType(inner))}) ${text}`
      : `Results.optional(${text}, value -> ${converted(inner, "value")})`;
    return simple;
  }
  switch (type.kind) {
    case "float":
      return `Results.number(${text})`;
    case "shape":
      return `Results.shape(${text})`;
    case "enum":
      return `EngineEnum.of(${type.name}.class, ${text})`;
    case "record":
      return `${type.name}.of(${text})`;
    case "list":
    case "map":
      return `Results.<${gottenType(type)}>${leaf(type) === "float" ? "floating" : "as"}(${text})`;
    case "tensors":
    case "axes":
    case "permutation":
    case "int_or_tuple":
    case "complex":
    case "subscript":
      return `Results.<${gottenType(type)}>as(${text})`;
    default:
      return `(${gottenType(type)}) ${text}`;
  }
}

const SIMPLE = new Set([
  "tensor",
  "tensor_or_number",
  "bool",
  "int",
  "string",
  "bytes",
  "dtype",
  "device",
  "index",
  "size",
  "count",
  "axis",
  "object",
  "generator",
  "number",
]);

function leaf(type: Type): Type["kind"] {
  return type.kind === "list" || type.kind === "map" || type.kind === "optional" ? leaf(type.of) : type.kind;
}
