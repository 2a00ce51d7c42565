/** Examples of the schemas in Scala: for documentation, and for tests. */
import { camelCase, pascalCase } from "../../lower/names.ts";
import { membersOf } from "../../model/members.ts";
import type { ExampleModel, Expectation, Expression, FunctionModel, Literal, Model } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { printExample, type ExpressionPrinter, type PrintedArgument } from "../../print/example.ts";
import { printLiteral } from "../../print/literal.ts";
import { file, indent } from "../../print/text.ts";
import { capabilities } from "./capabilities.ts";
import { HEAD } from "./functions.ts";
import { dtypeName, printValue, recordText, style, tensorText } from "./literals.ts";
import { isBare, isCallable, methodName, namer, qualified } from "./names.ts";
import { isFunction, isOption } from "./types.ts";

const isList = (value: Expression): boolean =>
  value.kind === "list" || (value.kind === "literal" && Array.isArray(value.value));

/** A function over a sequence takes its tensors out of it by their names. */
function hostText(a: PrintedArgument): string {
  const type = required(a.argument.type);
  if (a.value.kind !== "host" || (type.kind !== "function" && type.kind !== "callback")) return a.text;
  const at = type.signature.parameters.indexOf("...Tensor");
  if (at < 0) return a.text;
  const names = a.value.parameters.map((p) => namer.variable(p));
  const body = a.text.slice(a.text.indexOf("=>") + 3);
  const rest = `Seq(${names.slice(at).join(", ")})`;
  return at === 0
    ? `{ case ${rest} => ${body}; case _ => throw IllegalArgumentException() }`
    : `{ case (${names[0]}, ${rest}) => ${body}; case _ => throw IllegalArgumentException() }`;
}

function given(f: FunctionModel, args: readonly PrintedArgument[], skip: number): string {
  const order = [...f.positional.slice(skip), ...f.named];
  const shown = args.filter((a) => order.includes(a.argument));
  let gap = false;
  return shown
    .map((a) => {
      const text = isFunction(a.argument.type) ? hostText(a) : a.text;
      const value = isOption(a.argument) && text !== "None" ? (text === "null" ? "None" : `Some(${text})`) : text;
      gap ||= !a.argument.positional || order.indexOf(a.argument) !== shown.indexOf(a);
      return gap ? `${namer.parameter(f, a.argument)} = ${value}` : value;
    })
    .join(", ");
}

const unwrapped = (a: PrintedArgument): string =>
  required(a.argument.type).kind === "tensor"
    ? a.text
    : isList(a.value)
      ? a.text.replace(/^Seq\((.*)\)$/s, "$1")
      : `${a.text}*`;

function curried(f: FunctionModel, name: string, args: readonly PrintedArgument[]): string {
  const [head, ...rest] = args.filter((a) => a.argument.required);
  const options = args
    .filter((a) => !a.argument.required)
    .map((a) => `${namer.parameter(f, a.argument)} = ${isOption(a.argument) ? `Some(${a.text})` : a.text}`);
  const second = rest.length === 1 && rest[0] ? unwrapped(rest[0]) : rest.map((a) => a.text).join(", ");
  return `${name}(${[head ? lambda(head) : "", ...options].join(", ")})(${second})`;
}

/** With the type of its parameters, since there is a form for one, two and three. */
function lambda(a: PrintedArgument): string {
  if (a.value.kind !== "host") return a.text;
  const names = a.value.parameters.map((p) => `${namer.variable(p)}: Tensor`);
  return `(${names.join(", ")}) => ${a.text.slice(a.text.indexOf("=>") + 3)}`;
}

export const printer: ExpressionPrinter = {
  literal: (value, type) => printValue(value, type),
  tensor: (value, dtype) => tensorText(value, dtype),
  variable: (name) => namer.variable(name),
  call: (f, args) => {
    const name = qualified(f.namespace, namer.function(f));
    return f.traits.includes("transform") ? curried(f, name, args) : `${name}(${given(f, args, 0)})`;
  },
  construct: (name, f, args) => {
    const [only] = args;
    const one = f.traits.includes("variadic") && args.length === 1 && only && isList(only.value);
    return `${qualified(f.namespace, namer.class(name))}(${one ? unwrapped(only) : given(f, args, 0)})`;
  },
  method: (self, f, args) => {
    const skip = f.member === "function" ? 1 : 0;
    const [only] = args;
    if (isCallable(f) && only && args.length === 1) return `${self}(${unwrapped(only)})`;
    return `${self}.${methodName(f)}${isBare(f, skip) ? "" : `(${given(f, args, skip)})`}`;
  },
  property: (of, name, ofType) =>
    `${of}.${namer.property(ofType.kind === "object" ? ofType.class : ofType.kind, name)}`,
  item: (of, index) => `${of}(${index})`,
  functionValue: (f) => qualified(f.namespace, namer.function(f)),
  host: (parameters, body) => `(${parameters.map((p) => namer.variable(p)).join(", ")}) => ${body}`,
  list: (items) => `Seq(${items.join(", ")})`,
  slice: (start, stop, step) => `${start} until ${stop}${step === 1 ? "" : ` by ${step}`}`,
  record: (type, fields) =>
    recordText(
      type,
      fields.map((f) => f.text),
    ),
  let: (name, value) => [`val ${namer.variable(name)} = ${value}`],
  do: (value) => [value],
  expect: (value, expectation) => [`${value} // ${expectedText(expectation)}`],
};

function expectedText({ equals, shape, dtype }: Expectation): string {
  const facts = [
    equals === undefined ? "" : printLiteral(equals, { ...style, list: (items) => `[${items.join(", ")}]` }),
    shape === undefined ? "" : `shape ${shape.join(" x ")}`,
    dtype ?? "",
  ];
  return facts.filter((fact) => fact !== "").join(", ");
}

const anyText = (value: Literal): string =>
  Array.isArray(value)
    ? `Seq(${value.map((v) => anyText(v as Literal)).join(", ")})`
    : printLiteral(value, style, false);

const tester: ExpressionPrinter = {
  ...printer,
  expect: (value, { equals, shape, dtype, tolerance }) => [
    `check(${[
      value,
      ...(equals === undefined ? [] : [`equals = Some(${anyText(equals)})`]),
      ...(shape === undefined ? [] : [`shape = Some(Seq(${shape.join(", ")}))`]),
      ...(dtype === undefined ? [] : [`dtype = Some(${dtypeName(dtype)})`]),
      ...(tolerance === 0 ? [] : [`tolerance = ${tolerance}`]),
    ].join(", ")})`,
  ],
};

export function printExampleLines(example: ExampleModel): string[] {
  return printExample(example, printer, capabilities);
}

function tests(name: string, list: readonly ExampleModel[]): string[] {
  return list.flatMap((e, i) => [
    `test("${name}${list.length > 1 ? ` ${i + 1}` : ""}") {`,
    ...indent(printExample(e, tester, capabilities)),
    "}",
    "",
  ]);
}

/** The examples of the documentation as munit tests, a suite for each namespace. */
export function testFiles(model: Model): { path: string; text: string }[] {
  return model.namespaces.flatMap((namespace) => {
    const classes = model.classes.filter((c) => c.namespace === namespace);
    const members = classes.flatMap(membersOf);
    const cases = [
      ...model.functions.filter((f) => f.namespace === namespace).flatMap((f) => tests(f.name, f.examples)),
      ...classes.flatMap((c) => tests(`class ${c.name}`, c.examples)),
      ...members.flatMap((m) => tests(m.name, m.examples)),
    ];
    if (cases.length === 0) return [];
    const name = `${pascalCase(namespace === "" ? "top" : namespace.replaceAll(".", "_"))}ExamplesSuite`;
    return [
      {
        path: `${camelCase(name)}.scala`.replace(/^./, (c) => c.toUpperCase()),
        text: file([
          HEAD,
          "package examples",
          "",
          "import mixgrad.*",
          "",
          "/** The examples of the documentation. */",
          `class ${name} extends Examples {`,
          ...indent(cases).slice(0, -1),
          "}",
        ]),
      },
    ];
  });
}
