/** A language that is in no folder of targets: the smallest whole printer, to test what printers stand on. */
import type { Capabilities } from "../../src/lower/capabilities.ts";
import { lower, type LoweredArgument } from "../../src/lower/lower.ts";
import { Namer, type NameTable } from "../../src/lower/names.ts";
import { spellingOf, type Spelling } from "../../src/lower/spelling.ts";
import type { Typing } from "../../src/lower/typing.ts";
import type { FunctionModel } from "../../src/model/model.ts";
import { printExample, type ExpressionPrinter, type PrintedArgument } from "../../src/print/example.ts";
import { printLiteral, quoted, type LiteralStyle } from "../../src/print/literal.ts";
import { GENERATED } from "../../src/print/text.ts";
import type { Target } from "../../src/target.ts";

export const toyCapabilities: Capabilities = {
  language: "Julia",
  optional: "named",
  overloads: true,
  operators: ["+"],
  indexBase: 1,
  slices: "inclusive",
  naming: {
    function: "camel",
    parameter: "snake",
    class: "pascal",
    property: "camel",
    constant: "upper",
    inPlace: "word",
  },
  aliases: true,
  asynchronous: ["long"],
};

export const toyNames: NameTable = {
  parameters: { axis: "dims" },
  prefix: (namespace) => (namespace === "io" ? "io_" : ""),
};

export const toyStyle: LiteralStyle = {
  true: "yes",
  false: "no",
  null: "nil",
  infinity: "Inf",
  negativeInfinity: "-Inf",
  nan: "NaN",
  string: quoted,
  integer: String,
  float: (text) => text,
  list: (items) => `(${items.join(" ")})`,
};

const namer = new Namer(toyCapabilities.language, toyCapabilities.naming, toyNames);

export const toySpelling: Spelling = spellingOf(toyCapabilities, namer);

function given(f: FunctionModel, args: readonly PrintedArgument[]): string {
  return args.map((a) => (a.argument.positional ? a.text : `${namer.parameter(f, a.argument)}=${a.text}`)).join(", ");
}

export const toyPrinter: ExpressionPrinter = {
  literal: (value, type) => printLiteral(value, toyStyle, type.kind === "float"),
  tensor: (value, dtype) => `<${dtype} ${printLiteral(value, toyStyle)}>`,
  variable: (name) => namer.variable(name),
  call: (f, args) => `${namer.function(f)}(${given(f, args)})`,
  construct: (name, f, args) => `make ${namer.class(name)}(${given(f, args)})`,
  method: (self, f, args) => `${self}.${namer.method(f)}(${given(f, args)})`,
  property: (of, name, ofType) => `${of}.${namer.property(ofType.kind, name)}`,
  item: (of, index) => `${of}[${index + 1}]`,
  functionValue: (f) => `&${namer.function(f)}`,
  host: (parameters, body) => `{${parameters.join(" ")} | ${body}}`,
  list: (items) => `(${items.join(" ")})`,
  slice: (start, stop, step) => `${start}..${stop}/${step}`,
  record: (type, fields) => `${type.name}[${fields.map((f) => `${f.name}=${f.text}`).join(" ")}]`,
  let: (name, value) => [`${namer.variable(name)} := ${value}`],
  do: (value) => [value],
  expect: (value, { equals, shape }) => [
    ...(equals === undefined ? [] : [`${value} == ${printLiteral(equals, toyStyle)}`]),
    ...(shape === undefined ? [] : [`shape ${value} == ${printLiteral(shape, toyStyle)}`]),
  ],
};

/** Its values are the names of their types. */
export const toyTyping: Typing = {
  printer: toyPrinter,
  spelling: toySpelling,
  right: (type) => type.kind,
  wrong: (type) => (type.kind === "none" ? [] : [{ what: "another kind", text: `not_${type.kind}` }]),
  object: (c) => `the${c.name}`,
  mayLack: (_f, a) => a.type.kind === "tensors",
  unseen: (_f, a) => a.type.kind === "callback",
  path: "toy/calls.toy",
  before: (model) => [`# ${GENERATED}`, ...model.classes.map((c) => `the${c.name}: ${c.name}`)],
  after: ["end"],
  indent: "  ",
};

const argument = (a: LoweredArgument): string => `${a.name}: ${a.type.kind}${a.argument.required ? "" : "?"}`;

export function toySignatures(f: FunctionModel): string[] {
  const lowered = lower(f, toyCapabilities, namer);
  return lowered.signatures.map(
    (s) =>
      `${lowered.name}(${[...s.positional.map(argument), ...(s.named.length > 0 ? ["|", ...s.named.map(argument)] : [])].join(" ")})`,
  );
}

export const toy: Target = {
  name: "toy",
  capabilities: toyCapabilities,
  owns: ["toy"],
  files: (model) =>
    model.functions.map((f) => ({ path: `toy/${f.name}.toy`, text: `${toySignatures(f).join("\n")}\n` })),
  documentation: {
    title: "Toy",
    fence: "toy",
    signature: (f) => toySignatures(f)[0] ?? "",
    example: (e) => printExample(e, toyPrinter, toyCapabilities).join("\n"),
  },
};
