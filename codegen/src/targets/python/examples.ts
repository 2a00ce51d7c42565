/** Examples of the schemas in Python: for docstrings, and as tests. */
import { isTransform } from "../../lower/spread.ts";
import type { ExampleModel, Expectation, FunctionModel, Literal } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { printExample, type ExpressionPrinter, type PrintedArgument } from "../../print/example.ts";
import { capabilities } from "./capabilities.ts";
import { printValue } from "./literals.ts";
import { methodName, namer } from "./names.ts";
import { curried, form } from "./signature.ts";

/** `mg.add`, `mg.nn.linear`. */
const path = (namespace: string, name: string): string =>
  ["mg", ...(namespace === "" ? [] : [namespace]), name].join(".");

/** `self`: the first parameter stands before the name. */
function argumentsText(f: FunctionModel, args: readonly PrintedArgument[], self = false): string {
  const parameters = form(f).parameters.slice(self ? 1 : 0);
  const texts: { text: string; named: boolean }[] = [];
  let skipped = false;
  for (const p of parameters) {
    const given = args.find((a) => a.argument === p.argument);
    if (!given) {
      skipped = true;
      continue;
    }
    if (p.form === "spread" && p.argument.type.kind === "list") {
      // A list that is written out is spread, any other is spread by `*`.
      texts.push({ text: given.value.kind === "list" ? given.text.slice(1, -1) : `*${given.text}`, named: false });
      continue;
    }
    const named = p.form === "named" || skipped;
    texts.push({ text: named ? `${p.name}=${given.text}` : given.text, named });
  }
  return texts
    .map((t) => t.text)
    .filter((t) => t !== "")
    .join(", ");
}

function callText(f: FunctionModel, name: string, args: readonly PrintedArgument[]): string {
  if (!isTransform(f)) return `${name}(${argumentsText(f, args)})`;
  const { outer, spread, inner } = curried(f);
  const find = (p: { argument: PrintedArgument["argument"] }): PrintedArgument | undefined =>
    args.find((a) => a.argument === p.argument);
  const first = outer.flatMap((p) => {
    const given = find(p);
    return given ? [p.form === "named" ? `${p.name}=${given.text}` : given.text] : [];
  });
  const given = find(spread);
  const second = [
    ...(given ? [given.value.kind === "list" ? given.text.slice(1, -1) : `*${given.text}`] : []),
    ...inner.flatMap((p) => {
      const named = find(p);
      return named ? [`${p.name}=${named.text}`] : [];
    }),
  ];
  return `${name}(${first.join(", ")})(${second.join(", ")})`;
}

const SPECIAL: Readonly<Record<string, string>> = { inf: 'float("inf")', "-inf": '-float("inf")', nan: 'float("nan")' };

/** Numbers of a tensor as they stand; float32 is what Python's floats become, so only whole ones need its name. */
function tensorText(value: Literal, dtype: string): string {
  const text = numbers(value);
  return `mg.tensor(${text}${dtype === "float32" && hasFraction(value) ? "" : `, dtype="${dtype}"`})`;
}
function numbers(value: Literal): string {
  if (Array.isArray(value)) return `[${value.map((v) => numbers(v as Literal)).join(", ")}]`;
  if (typeof value === "string") return SPECIAL[value] ?? value;
  return printValue(value, { kind: "none" });
}
function hasFraction(value: Literal): boolean {
  if (Array.isArray(value)) return value.some((v) => hasFraction(v as Literal));
  return typeof value === "string" || (typeof value === "number" && !Number.isInteger(value));
}

function printer(expect: (value: string, e: Expectation) => readonly string[]): ExpressionPrinter {
  return {
    literal: (value, type) => printValue(value, type),
    tensor: tensorText,
    variable: (name) => namer.variable(name),
    call: (f, args) => callText(f, path(f.namespace, namer.function(f)), args),
    construct: (_name, f, args) => callText(f, path(f.namespace, namer.class(f.owner)), args),
    method: (self, f, args) => methodText(self, f, args),
    property: (of, name, ofType) => `${of}.${ofType.kind === "object" ? namer.property(ofType.class, name) : name}`,
    item: (of, index) => `${of}[${index}]`,
    functionValue: (f) => path(f.namespace, namer.function(f)),
    host: (parameters, body) => `lambda ${parameters.join(", ")}: ${body}`,
    list: (items) => `[${items.join(", ")}]`,
    slice: (start, stop, step) => `slice(${start}, ${stop}${step === 1 ? "" : `, ${step}`})`,
    record: (_type, fields) => `{${fields.map((f) => `"${f.name}": ${f.text}`).join(", ")}}`,
    let: (name, value) => [`${namer.variable(name)} = ${value}`],
    do: (value) => [value],
    expect,
  };
}

function methodText(self: string, f: FunctionModel, args: readonly PrintedArgument[]): string {
  if (f.member !== "method") return `${self}.${namer.method(f)}(${argumentsText(f, args, true)})`;
  const name = methodName(f);
  const text = argumentsText(f, args);
  if (name === "__len__") return `len(${self})`;
  if (name === "__getitem__") return `${self}[${text}]`;
  return name === "__call__" ? `${self}(${text})` : `${self}.${name}(${text})`;
}

function shown(e: Expectation): string {
  const facts = [
    ...(e.equals === undefined ? [] : [expected(e.equals, e.type)]),
    ...(e.shape === undefined ? [] : [`shape ${shapeText(e.shape)}`]),
    ...(e.dtype === undefined ? [] : [e.dtype]),
  ];
  return facts.join(", ");
}
const expected = (value: Literal, type: Type): string =>
  type.kind === "string" ? printValue(value, type) : numbers(value);
const shapeText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;

/** For calls that a type checker reads; what is no call otherwise, such as `len(x)`, is one by its method's name. */
export const typed: ExpressionPrinter = {
  ...printer((value) => [value]),
  method: (self, f, args) =>
    f.member === "method" ? `${self}.${methodName(f)}(${argumentsText(f, args)})` : methodText(self, f, args),
};

const documentation = printer((value, e) => [`${value}  # ${shown(e)}`]);
export const printExampleLines = (e: ExampleModel): string[] => printExample(e, documentation, capabilities);

const test = printer((value, e) => {
  const options = [
    ...(e.equals === undefined ? [] : [`equals=${expected(e.equals, e.type)}`]),
    ...(e.shape === undefined ? [] : [`shape=${shapeText(e.shape)}`]),
    ...(e.dtype === undefined ? [] : [`dtype="${e.dtype}"`]),
    ...(e.tolerance === 0 ? [] : [`tolerance=${e.tolerance}`]),
  ];
  return [`expect(${[value, ...options].join(", ")})`];
});
export const printTestLines = (e: ExampleModel): string[] => printExample(e, test, capabilities);
