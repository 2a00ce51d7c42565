/** Scala, for the calls that its compiler has to accept or to refuse. */
import { pascalCase } from "../../lower/names.ts";
import { noSuchValue, wrongValues, type Typing, type WrongValue } from "../../lower/typing.ts";
import type { Model } from "../../model/model.ts";
import { required, visitType, type Signature, type Type, type TypeVisitor } from "../../model/types.ts";
import { GENERATED } from "../../print/text.ts";
import { printer } from "./examples.ts";
import { classType } from "./names.ts";
import { spelling } from "./spelling.ts";
import { givenType } from "./types.ts";

const plain = (text: string) => (): string => text;
const FUNCTIONS: Readonly<Record<string, string>> = {
  "Tensor => Tensor": "unary",
  "(Tensor, Tensor) => Tensor": "binary",
  "Seq[Tensor] => Tensor": "variadic",
  "Seq[Tensor] => Seq[Tensor]": "several",
  "(Tensor, Seq[Tensor]) => Seq[Tensor]": "gradient",
};
const functionOf = (type: Type & { readonly signature: Signature }): string => FUNCTIONS[givenType(type)] ?? "unary";

const RIGHT: TypeVisitor<string> = {
  tensor: plain("tensor"),
  tensor_or_number: plain("tensor"),
  tensors: plain("Seq(tensor)"),
  bool: plain("true"),
  int: plain("1"),
  float: plain("0.5"),
  complex: plain("Seq(1.0, 2.0)"),
  number: plain("2"),
  string: plain('"text"'),
  bytes: plain("Array[Byte](1)"),
  path: plain('"file"'),
  dtype: plain("DType.Float32"),
  device: plain("Device.Cpu"),
  generator: plain("theGenerator"),
  axis: plain("0"),
  axes: plain("Seq(0)"),
  index: plain("0"),
  slice: plain("theSlice"),
  size: plain("1"),
  count: plain("1"),
  shape: plain("Shape(1)"),
  permutation: plain("Seq(0)"),
  subscript: plain("Seq(theSlice)"),
  none: plain("null"),
  enum: (t) => `${t.name}.${pascalCase(t.values[0]?.name ?? "")}`,
  int_or_tuple: plain("1"),
  object: (t) => variable(t.class),
  function: functionOf,
  callback: functionOf,
  list: (t) => `Seq(${right(t.of)})`,
  map: (t) => `Map("a" -> ${right(t.of)})`,
  optional: (t) => right(t.of),
  record: (t) => `${t.name}(${t.fields.map((f) => right(f.type)).join(", ")})`,
};

const right = (type: Type): string => visitType(type, RIGHT);
const variable = (name: string): string => `the${name}`;

function wrong(given: Type): readonly WrongValue[] {
  const type = required(given);
  switch (type.kind) {
    case "enum":
      return noSuchValue(`${type.name}.NoSuchValue`);
    case "dtype":
      return noSuchValue("DType.NoSuchValue", '"float32"');
    default:
      return wrongValues(type);
  }
}

export const typing: Typing = {
  printer,
  spelling,
  // A function that is transformed has a form for each number of tensors.
  right: (type, f) => (f.traits.includes("transform") && type.kind === "function" ? "unary" : right(type)),
  wrong,
  object: (c) => variable(c.name),
  // Sizes one by one, and tensors after a transform, may be none.
  mayLack: (f, a) =>
    (required(a.type).kind === "shape" && f.inputs.length === 0) || f.traits.some((t) => /variadic|transform/.test(t)),
  path: "scala/Calls.scala",
  before: (model: Model) => [
    `// ${GENERATED} The source is c-api/schema/.`,
    "import mixgrad.*",
    "object Calls {",
    "  def tensor: Tensor = ???",
    "  def theSlice: Index.Slice = ???",
    ...Object.entries(FUNCTIONS).map(([type, name]) => `  def ${name}: ${type} = ???`),
    ...model.classes.map((c) => `  def ${variable(c.name)}: ${classType(c.name, c.namespace)} = ???`),
    "  def calls(): Unit = {",
  ],
  after: ["  }", "}"],
  indent: "    ",
};
