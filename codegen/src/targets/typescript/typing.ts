/** TypeScript, for the calls that its compiler has to accept or to refuse. */
import { noSuchValue, wrongValues, type Typing, type WrongValue } from "../../lower/typing.ts";
import type { Argument, FunctionModel, Model } from "../../model/model.ts";
import { visitType, type Signature, type Type, type TypeVisitor } from "../../model/types.ts";
import { GENERATED } from "../../print/text.ts";
import { printer, qualified } from "./examples.ts";
import { namer } from "./names.ts";
import { spelling } from "./spelling.ts";

const plain = (text: string) => (): string => text;
const functionOf = ({ signature }: { readonly signature: Signature }): string =>
  signature.result === "Tensor" ? "(x: mg.Tensor) => x" : "(x: mg.Tensor) => [x]";

const RIGHT: TypeVisitor<string> = {
  tensor: plain("tensor"),
  tensor_or_number: plain("tensor"),
  tensors: plain("[tensor]"),
  bool: plain("true"),
  int: plain("1"),
  float: plain("0.5"),
  complex: plain("[1, 2]"),
  number: plain("2"),
  string: plain('"text"'),
  bytes: plain("new Uint8Array(1)"),
  path: plain('"file"'),
  dtype: plain('"float32"'),
  device: plain('"cpu"'),
  generator: plain("theGenerator"),
  axis: plain("0"),
  axes: plain("[0]"),
  index: plain("0"),
  slice: plain("mg.slice(0, 1)"),
  size: plain("1"),
  count: plain("1"),
  shape: plain("[1]"),
  permutation: plain("[0]"),
  subscript: plain("[0]"),
  none: plain("null"),
  enum: (t) => JSON.stringify(t.values[0]?.name),
  int_or_tuple: plain("1"),
  object: (t) => variable(t.class),
  function: functionOf,
  callback: functionOf,
  list: (t) => `[${right(t.of)}]`,
  map: (t) => `{ a: ${right(t.of)} }`,
  optional: (t) => right(t.of),
  record: (t) => `{ ${t.fields.map((f) => `${namer.property("", f.name)}: ${right(f.type)}`).join(", ")} }`,
};

const right = (type: Type): string => visitType(type, RIGHT);
const variable = (name: string): string => `the${name}`;
/** What a transform is called with in the second step, one by one. */
const isOnlyList = (f: FunctionModel, a: Argument): boolean =>
  a.type.kind === "list" && f.arguments.filter((b) => b.required && b.type.kind === "list").length === 1;

function wrong(type: Type): readonly WrongValue[] {
  switch (type.kind) {
    case "enum":
    case "dtype":
      return noSuchValue('"no_such_value"', "7");
    case "device":
      return [{ what: "another kind", text: "7" }];
    case "slice": // text is a way to write one
      return [{ what: "another kind", text: "true" }];
    default:
      return wrongValues(type);
  }
}

export const typing: Typing = {
  printer,
  spelling,
  right,
  wrong,
  object: (c) => variable(c.name),
  // Several tensors one by one may be none.
  mayLack: (f, a) => spelling.form(f, a) === "spread" || (f.traits.includes("transform") && isOnlyList(f, a)),
  path: "typescript/calls.ts",
  before: (model: Model) => [
    `// ${GENERATED} The source is c-api/schema/.`,
    'import * as mg from "mixgrad";',
    "declare const tensor: mg.Tensor;",
    ...model.classes.map((c) => `declare const ${variable(c.name)}: ${qualified(c.namespace, namer.class(c.name))};`),
    "export async function calls(): Promise<void> {",
  ],
  after: ["}"],
  indent: "  ",
};
