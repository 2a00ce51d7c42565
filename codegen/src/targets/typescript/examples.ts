/** Examples of the schemas in TypeScript: for documentation, and for tests. */
import type { ExampleModel, Expectation, Expression, FunctionModel, Model } from "../../model/model.ts";
import { printExample, type ExpressionPrinter, type PrintedArgument } from "../../print/example.ts";
import { printLiteral, quoted, type LiteralStyle } from "../../print/literal.ts";
import { capabilities } from "./capabilities.ts";
import { isGetter, namer } from "./names.ts";

export const style: LiteralStyle = {
  true: "true",
  false: "false",
  null: "null",
  infinity: "Infinity",
  negativeInfinity: "-Infinity",
  nan: "NaN",
  string: quoted,
  integer: String,
  float: (text) => text.replace(/\.0$/, ""),
  list: (items) => `[${items.join(", ")}]`,
};

/** `nn.crossEntropy`, with `mg.` before it. */
export function qualified(namespace: string, name: string): string {
  return ["mg", ...(namespace === "" ? [] : [namespace]), name].join(".");
}

/** True if the last list is given as single arguments: `new Sequential(a, b)`, `grad(f)(x, y)`. */
export function isSpread(f: FunctionModel): boolean {
  return f.traits.includes("variadic") && f.named.length === 0;
}

const options = (f: FunctionModel, args: readonly PrintedArgument[]): string[] => {
  const named = args.filter((a) => !a.argument.positional);
  if (named.length === 0) return [];
  return [`{ ${named.map((a) => `${namer.parameter(f, a.argument)}: ${a.text}`).join(", ")} }`];
};

function unlisted(text: string, value: Expression): string {
  return value.kind === "list" || (value.kind === "literal" && Array.isArray(value.value))
    ? text.replace(/^\[|\]$/g, "")
    : `...${text}`;
}

function given(f: FunctionModel, args: readonly PrintedArgument[]): string {
  const positional = args.filter((a) => a.argument.positional);
  const last = positional.at(-1);
  const texts = positional.map((a) => (isSpread(f) && a === last ? unlisted(a.text, a.value) : a.text));
  return [...texts, ...options(f, args)].join(", ");
}

/** `grad(f)(x)`: the function first, then where it is evaluated. */
function curried(f: FunctionModel, name: string, args: readonly PrintedArgument[]): string {
  const [head, ...rest] = args.filter((a) => a.argument.required);
  const spread = f.arguments.filter((a) => a.required).length === 2;
  const second = rest.map((a) => (spread ? unlisted(a.text, a.value) : a.text)).join(", ");
  const first = [
    head?.text ?? "",
    ...options(
      f,
      args.filter((a) => !a.argument.required),
    ),
  ].join(", ");
  return `${name}(${first})(${second})`;
}

function awaited(f: FunctionModel, text: string): string {
  return (capabilities.asynchronous as readonly string[]).includes(f.blocking) ? `(await ${text})` : text;
}

export const printer: ExpressionPrinter = {
  literal: (value, type) => printLiteral(value, style, type.kind === "float"),
  tensor: (value, dtype) =>
    `mg.tensor(${printLiteral(value, style)}${dtype === "float32" ? "" : `, { dtype: "${dtype}" }`})`,
  variable: (name) => namer.variable(name),
  call: (f, args) => {
    const name = qualified(f.namespace, namer.function(f));
    return f.traits.includes("transform") ? curried(f, name, args) : awaited(f, `${name}(${given(f, args)})`);
  },
  construct: (name, f, args) => `new ${qualified(f.namespace, namer.class(name))}(${given(f, args)})`,
  method: (self, f, args) =>
    isGetter(f) ? `${self}.${namer.method(f)}` : awaited(f, `${self}.${namer.method(f)}(${given(f, args)})`),
  property: (of, name, ofType) =>
    `${of}.${namer.property(ofType.kind === "object" ? ofType.class : ofType.kind, name)}`,
  item: (of, index) => `${of}[${index}]`,
  functionValue: (f) => qualified(f.namespace, namer.function(f)),
  host: (parameters, body) => `(${parameters.map((p) => namer.variable(p)).join(", ")}) => ${body}`,
  list: (items) => `[${items.join(", ")}]`,
  slice: (start, stop, step) => `mg.slice(${start}, ${stop}${step === 1 ? "" : `, ${step}`})`,
  record: (_type, fields) => `{ ${fields.map((f) => `${namer.property("", f.name)}: ${f.text}`).join(", ")} }`,
  let: (name, value) => [`const ${namer.variable(name)} = ${value};`],
  do: (value) => [`${value};`],
  expect: (value, expectation) => [`${value}; // ${expectedText(expectation)}`],
};

function expectedText({ equals, shape, dtype }: Expectation): string {
  const facts = [
    equals === undefined ? "" : printLiteral(equals, style),
    shape === undefined ? "" : `shape ${printLiteral(shape, style)}`,
    dtype ?? "",
  ];
  return facts.filter((fact) => fact !== "").join(", ");
}

const tester: ExpressionPrinter = {
  ...printer,
  item: (of, index) => `${of}[${index}]!`,
  expect: (value, { equals, shape, dtype, tolerance }) => [
    `await check(${value}, { ${[
      ...(equals === undefined ? [] : [`equals: ${printLiteral(equals, style)}`]),
      ...(shape === undefined ? [] : [`shape: ${printLiteral(shape, style)}`]),
      ...(dtype === undefined ? [] : [`dtype: "${dtype}"`]),
      ...(tolerance === 0 ? [] : [`tolerance: ${tolerance}`]),
    ].join(", ")} });`,
  ],
};

const tidy = (line: string): string => line.replace(/^(const \w+ = |)\((await .*)\);$/, "$1$2;");

/** For documentation. */
export function exampleLines(example: ExampleModel, _model: Model): string[] {
  return printExample(example, printer, capabilities).map(tidy);
}

/** For tests: `check` of the package's test support compares. */
export function testLines(example: ExampleModel): string[] {
  return printExample(example, tester, capabilities).map(tidy);
}
