/** Python's stubs, for the calls that a type checker has to accept or to refuse. */
import { isTransform } from "../../lower/spread.ts";
import type { Typing, WrongValue } from "../../lower/typing.ts";
import type { Model } from "../../model/model.ts";
import { required, visitType, type Signature, type Type, type TypeVisitor } from "../../model/types.ts";
import { GENERATED } from "../../print/text.ts";
import { typed } from "./examples.ts";
import { isByHand, methodName, namer } from "./names.ts";
import { spelling } from "./spelling.ts";

const plain = (text: string) => (): string => text;
function functionOf({ signature }: { readonly signature: Signature }): string {
  const names = signature.parameters.map((word, i) => (word.startsWith("...") ? "*more" : `x${i}`));
  const first = (names[0] ?? "").replace("*more", "more[0]");
  return `lambda ${names.join(", ")}: ${signature.result === "Tensor" ? first : `[${first}]`}`;
}

const RIGHT: TypeVisitor<string> = {
  tensor: plain("tensor"),
  tensor_or_number: plain("tensor"),
  tensors: plain("[tensor]"),
  bool: plain("True"),
  int: plain("1"),
  float: plain("0.5"),
  complex: plain("1j"),
  number: plain("2"),
  string: plain('"text"'),
  bytes: plain('b"a"'),
  path: plain('"file"'),
  dtype: plain("mg.float32"),
  device: plain('"cpu"'),
  generator: plain("the_Generator"),
  axis: plain("0"),
  axes: plain("(0, 1)"),
  index: plain("0"),
  slice: plain("slice(0, 1)"),
  size: plain("1"),
  count: plain("1"),
  shape: plain("(1, 2)"),
  permutation: plain("(0, 1)"),
  subscript: plain("0"),
  none: plain("None"),
  enum: (t) => JSON.stringify(t.values[0]?.name),
  int_or_tuple: plain("1"),
  object: (t) => variable(t.class),
  function: functionOf,
  callback: functionOf,
  list: (t) => `[${right(t.of)}]`,
  map: (t) => `{"a": ${right(t.of)}}`,
  optional: (t) => right(t.of),
  record: (t) => `{${t.fields.map((f) => `${JSON.stringify(f.name)}: ${right(f.type)}`).join(", ")}}`,
};

const right = (type: Type): string => visitType(type, RIGHT);
const variable = (name: string): string => `the_${name}`;
const TEXTS = new Set(["string", "path", "device", "dtype"]);

function wrong(given: Type): WrongValue[] {
  const type = required(given);
  if (type.kind === "enum") {
    return [
      { what: "no such value", text: '"no_such_value"' },
      { what: "another kind", text: "7" },
    ];
  }
  if (type.kind === "list") return wrong(type.of).map((one) => ({ ...one, text: `[${one.text}]` }));
  const text = TEXTS.has(type.kind) ? "7" : '"text"';
  const other = type.kind === "object" ? "tensor" : type.kind.startsWith("tensor") ? "the_Generator" : "";
  return [{ what: "another kind", text }, ...(other === "" ? [] : [{ what: "another class", text: other }])];
}

export const typing: Typing = {
  printer: typed,
  spelling,
  right,
  wrong,
  object: (c) => variable(c.name),
  mayLack: (f, a) => spelling.form(f, a) === "spread",
  // What a transform gives takes anything, and a module what its forward takes.
  unseen: (f, a) => (isTransform(f) && a.required && a.type.kind !== "function") || isByHand(f),
  open: (f) => isByHand(f) && methodName(f) === "__call__",
  path: "python/calls.py",
  before: (model: Model) => [
    `# ${GENERATED} The source is c-api/schema/.`,
    "import mixgrad as mg",
    "def calls(",
    "    tensor: mg.Tensor,",
    ...model.classes.map(
      (c) => `    ${variable(c.name)}: ${["mg", c.namespace, namer.class(c.name)].filter((x) => x !== "").join(".")},`,
    ),
    ") -> None:",
  ],
  after: [],
  indent: "    ",
};
