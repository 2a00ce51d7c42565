/** Examples of the schemas in Java: for documentation, and for tests. */
import type { Argument, ExampleModel, Expectation, Expression, FunctionModel, Literal } from "../../model/model.ts";
import { required, type Type } from "../../model/types.ts";
import { printExample, type ExpressionPrinter, type PrintedArgument } from "../../print/example.ts";
import { printLiteral } from "../../print/literal.ts";
import { capabilities } from "./capabilities.ts";
import { aritiesOf, isTensorList, spreads } from "./form.ts";
import { arrayText, printValue, style, tensorText } from "./literals.ts";
import { holderName, namer, staticName } from "./names.ts";
import { isFunction } from "./types.ts";

const isList = (value: Expression): boolean =>
  value.kind === "list" || (value.kind === "literal" && Array.isArray(value.value));

/** The items of a printed list, without `List.of(…)` or `new int[] {…}` around them. */
const items = (text: string): string =>
  text.replace(
    /^(?:List\.of|Shape\.of)\((.*)\)$|^new \w+\[\] \{(.*)\}$/s,
    (_all, a: string | undefined, b: string | undefined) => a ?? b ?? "",
  );

function argumentsText(f: FunctionModel, args: readonly PrintedArgument[], skip: number): string {
  const positional = f.positional.slice(skip);
  const needed = positional.filter((a) => a.required);
  const inOptions = (a: PrintedArgument): boolean => !a.argument.positional || skipped(positional, args, a);
  const named = args.filter(inOptions);
  const placed = args.filter((a) => !inOptions(a));
  const arity = arityOf(f, args);
  const texts = placed.map((a, i) => {
    const last = i === placed.length - 1 && named.length === 0;
    const type = required(a.argument.type);
    // A function of one tensor takes the tensor itself.
    if (arity !== undefined && isTensorList(type)) return items(a.text);
    if (arity === undefined && a.value.kind === "host" && isFunction(type)) return unpacked(a, type);
    if (
      last &&
      isList(a.value) &&
      spreads(f, type) &&
      ["tensors", "list", "axes", "permutation", "shape", "subscript"].includes(type.kind)
    ) {
      return needed.length > 1 && type.kind === "shape" ? a.text : items(a.text);
    }
    return a.text;
  });
  const options = named.map(
    (a) =>
      `.${namer.parameter(f, a.argument)}(${isList(a.value) && !["list", "map", "record"].includes(required(a.argument.type).kind) ? items(a.text) : a.text})`,
  );
  return [...texts, ...(options.length > 0 ? [setting(options.join(""))] : [])]
    .filter((text) => text !== "")
    .join(", ");
}

/** A lambda that sets options, under a name that no lambda inside of it has. */
function setting(calls: string): string {
  const name = ["o", "p", "q", "r"].find((letter) => !calls.includes(`${letter} -> `)) ?? "s";
  return `${name} -> ${name}${calls}`;
}

/** How many tensors a transformed function takes here, if there is a form for that many. */
function arityOf(f: FunctionModel, args: readonly PrintedArgument[]): number | undefined {
  const lists = args.flatMap((a) =>
    isTensorList(a.argument.type) && a.value.kind === "list" ? [a.value.items.length] : [],
  );
  const [first] = lists;
  return aritiesOf(f).includes(first) && lists.every((n) => n === first) ? first : undefined;
}

/** A function that is given its tensors as a list: they get their names inside. */
function unpacked(a: PrintedArgument, type: Type): string {
  if ((type.kind !== "function" && type.kind !== "callback") || a.value.kind !== "host") return a.text;
  const at = type.signature.parameters.indexOf("...Tensor");
  if (at < 0) return a.text;
  const { parameters } = a.value;
  const names = parameters.slice(at).map((name, i) => `var ${name} = tensors.get(${i});`);
  const body = a.text.slice(a.text.indexOf("->") + 3);
  const head = [...parameters.slice(0, at), "tensors"];
  return `${head.length === 1 ? "tensors" : `(${head.join(", ")})`} -> { ${names.join(" ")} return ${body}; }`;
}

/** An optional argument after one that is not given can't be given by place. */
function skipped(positional: readonly Argument[], args: readonly PrintedArgument[], a: PrintedArgument): boolean {
  const at = positional.indexOf(a.argument);
  return positional.slice(0, Math.max(at, 0)).some((b) => !args.some((other) => other.argument === b));
}

export const printer: ExpressionPrinter = {
  literal: (value, type) => printValue(value, type),
  tensor: (value, dtype) => tensorText(value, dtype),
  variable: (name) => namer.variable(name),
  call: (f, args) => `${holderName(f)}.${staticName(f)}(${argumentsText(f, args, 0)})`,
  construct: (name, f, args) => constructText(name, f, args),
  method: (self, f, args) => `${self}.${namer.method(f)}(${argumentsText(f, args, f.member === "function" ? 1 : 0)})`,
  property: (of, name, ofType) =>
    `${of}.${namer.property(ofType.kind === "object" ? ofType.class : ofType.kind, name)}()`,
  item: (of, index) => `${of}.get(${index})`,
  functionValue: (f) => `${holderName(f)}::${staticName(f)}`,
  host: (parameters, body) =>
    `${parameters.length === 1 ? (parameters[0] ?? "") : `(${parameters.join(", ")})`} -> ${body}`,
  list: (list) => `List.of(${list.join(", ")})`,
  slice: (start, stop, step) => `Index.range(${start}, ${stop}${step === 1 ? "" : `, ${step}`})`,
  record: (type, fields) => `new ${type.name}(${fields.map((f) => f.text).join(", ")})`,
  let: (name, value) => [`var ${namer.variable(name)} = ${value};`],
  do: (value) => [`${value};`],
  expect: (value, expectation) => [`${value}; // ${expectedText(expectation)}`],
};

function constructText(name: string, f: FunctionModel, args: readonly PrintedArgument[]): string {
  return `new ${namer.class(name)}(${argumentsText(f, args, 0)})`;
}

function expectedText({ equals, shape, dtype }: Expectation): string {
  const plain = { ...style, list: (list: readonly string[]) => `[${list.join(", ")}]` };
  const facts = [
    equals === undefined ? "" : printLiteral(equals, plain),
    shape === undefined ? "" : `shape [${shape.join(", ")}]`,
    dtype ?? "",
  ];
  return facts.filter((fact) => fact !== "").join(", ");
}

const tester: ExpressionPrinter = {
  ...printer,
  expect: (value, { equals, shape, dtype, tolerance }) => [
    `expect(${value})${[
      ...(equals === undefined ? [] : [`.equalTo(${expectedValue(equals)}, ${tolerance})`]),
      ...(shape === undefined ? [] : [`.shape(${shape.join(", ")})`]),
      ...(dtype === undefined ? [] : [`.dtype("${dtype}")`]),
    ].join("")};`,
  ],
};

/** Numbers are doubles, whatever the tensor holds. */
function expectedValue(value: Literal): string {
  if (!Array.isArray(value)) return typeof value === "number" ? arrayText(value, "double") : printLiteral(value, style);
  const first = flattened(value)[0];
  if (typeof first === "boolean") return arrayText(value, "boolean");
  if (typeof first === "string" && !["nan", "inf", "-inf"].includes(first)) return printLiteral(value, style);
  return arrayText(value, "double");
}
function flattened(value: Literal): Literal[] {
  return Array.isArray(value) ? value.flatMap((v) => flattened(v as Literal)) : [value];
}

/** For documentation. */
export const printExampleLines = (example: ExampleModel): string[] => printExample(example, printer, capabilities);
/** For tests: `expect` of the package's test support compares. */
export const printTestLines = (example: ExampleModel): string[] => printExample(example, tester, capabilities);
