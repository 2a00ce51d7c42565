/** Java, for the calls that its compiler has to accept or to refuse. */
import { noSuchValue, wrongValues, type Typing, type WrongValue } from "../../lower/typing.ts";
import { upperCase } from "../../lower/names.ts";
import type { Model } from "../../model/model.ts";
import { required, visitType, type Signature, type Type, type TypeVisitor } from "../../model/types.ts";
import { GENERATED } from "../../print/text.ts";
import { printer } from "./examples.ts";
import { holderOf, namer, packageOf } from "./names.ts";
import { spelling } from "./spelling.ts";
import { boxed, callable, givenType } from "./types.ts";

const plain = (text: string) => (): string => text;
/** A lambda could be meant for several forms, a variable has one type. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  "UnaryOperator<Tensor>": "unary",
  "BinaryOperator<Tensor>": "binary",
  TensorFunction: "variadic",
  "Function<List<Tensor>, List<Tensor>>": "several",
  "BiFunction<Tensor, List<Tensor>, List<Tensor>>": "gradient",
};
const functionOf = ({ signature }: { readonly signature: Signature }): string =>
  FUNCTIONS[callable(signature).type] ?? "unary";

const RIGHT: TypeVisitor<string> = {
  tensor: plain("tensor"),
  tensor_or_number: plain("tensor"),
  tensors: plain("List.of(tensor)"),
  bool: plain("true"),
  int: plain("1"),
  float: plain("0.5"),
  complex: plain("new double[] {1, 2}"),
  number: plain("2"),
  string: plain('"text"'),
  bytes: plain("new byte[] {1}"),
  path: plain('Path.of("file")'),
  dtype: plain("DType.FLOAT32"),
  device: plain("Device.CPU"),
  generator: plain("theGenerator"),
  axis: plain("0"),
  axes: plain("new int[] {0}"),
  index: plain("0"),
  slice: plain("Index.range(0, 1)"),
  size: plain("1"),
  count: plain("1"),
  shape: plain("Shape.of(1)"),
  permutation: plain("new int[] {0}"),
  subscript: plain("new Index[] {}"),
  none: plain("null"),
  enum: (t) => `${t.name}.${upperCase(t.values[0]?.name ?? "")}`,
  int_or_tuple: plain("1"),
  object: (t) => variable(t.class),
  function: functionOf,
  callback: functionOf,
  list: (t) => `List.of(${element(t.of)})`,
  map: (t) => `Map.of("a", ${element(t.of)})`,
  optional: (t) => right(t.of),
  record: (t) => `new ${t.name}(${t.fields.map((f) => right(f.type)).join(", ")})`,
};

const right = (type: Type): string => visitType(type, RIGHT);
/** As an object: what a list holds is boxed. */
const element = (type: Type): string => (boxed(givenType(type)) === "Long" ? `${right(type)}L` : right(type));
const variable = (name: string): string => `the${name}`;

function wrong(given: Type): readonly WrongValue[] {
  const type = required(given);
  switch (type.kind) {
    case "list":
    case "tensors":
      return [{ what: "another kind", text: "List.of(new Object())" }];
    case "enum":
      return noSuchValue(`${type.name}.NO_SUCH_VALUE`);
    case "dtype":
      return noSuchValue("DType.NO_SUCH_VALUE", '"float32"');
    default:
      return wrongValues(type);
  }
}

/** What may follow one by one may be nothing at all. */
const VARIABLE = new Set(["shape", "axes", "permutation", "subscript", "tensors", "list"]);

export const typing: Typing = {
  printer,
  spelling,
  right,
  wrong,
  object: (c) => variable(c.name),
  // What a builder sets is looked for when the call is made.
  mayLack: (_f, a) => !a.positional || VARIABLE.has(required(a.type).kind),
  path: "java/Calls.java",
  before: (model: Model) => [
    `// ${GENERATED} The source is c-api/schema/.`,
    ...[...new Set([...model.classes.map(packageOf), ...model.functions.map((f) => holderOf(f).package)])]
      .sort()
      .map((name) => `import ${name}.*;`),
    "import java.nio.file.Path;",
    "import java.util.*;",
    "import java.util.function.*;",
    "class Calls {",
    "  static Tensor tensor;",
    ...Object.entries(FUNCTIONS).map(([type, name]) => `  static ${type} ${name};`),
    ...model.classes.map((c) => `  static ${packageOf(c)}.${namer.class(c.name)} ${variable(c.name)};`),
    "  static void calls() {",
  ],
  after: ["  }", "}"],
  indent: "    ",
};
