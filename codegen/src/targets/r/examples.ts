/** Examples of the schemas in R: for documentation, and as tests. */
import { isTransform } from "../../lower/spread.ts";
import type { ExampleModel, Expectation, FunctionModel, Literal } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { printExample, type ExpressionPrinter, type PrintedArgument } from "../../print/example.ts";
import { capabilities } from "./capabilities.ts";
import { isCallable } from "./classes.ts";
import { printValue } from "./literals.ts";
import { className, functionName, namer, variableName } from "./names.ts";
import { curried, parametersOf, type Parameter } from "./signature.ts";

const find = (args: readonly PrintedArgument[], p: Pick<Parameter, "argument">): PrintedArgument | undefined =>
  args.find((a) => a.argument === p.argument);

/** A list that is written out is spread; any other is given as a whole, which `sizes` and `several` accept, too. */
const spread = (given: PrintedArgument): string =>
  given.value.kind === "list" ? given.text.replace(/^list\(|\)$/g, "") : given.text;

function argumentsText(f: FunctionModel, args: readonly PrintedArgument[], skipSelf = false): string {
  let skipped = false;
  const texts = parametersOf(f).flatMap((p) => {
    if (skipSelf && p.argument.position === 0) return [];
    const given = find(args, p);
    if (!given) {
      skipped = true;
      return [];
    }
    if (p.form === "spread") {
      skipped = true; // what follows `...` has a name
      return [spread(given)];
    }
    return [skipped || !p.argument.positional ? `${p.name} = ${given.text}` : given.text];
  });
  return texts.filter((text) => text !== "").join(", ");
}

function callText(f: FunctionModel, name: string, args: readonly PrintedArgument[]): string {
  if (!isTransform(f)) return `${name}(${argumentsText(f, args)})`;
  const { outer, spread: tensors, inner } = curried(f);
  const first = outer.flatMap((p) => find(args, p)?.text ?? []);
  const given = find(args, tensors);
  const second = [
    ...(given ? [spread(given)] : []),
    ...inner.flatMap((p) => {
      const named = find(args, p);
      return named ? [`${p.name} = ${named.text}`] : [];
    }),
  ];
  return `${name}(${first.join(", ")})(${second.join(", ")})`;
}

const SPECIAL: Readonly<Record<string, string>> = { inf: "Inf", "-inf": "-Inf", nan: "NaN" };
const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

function number(value: Literal, integer: boolean): string {
  if (typeof value === "string") return SPECIAL[value] ?? JSON.stringify(value);
  const text = printValue(value, { kind: "none" });
  return integer && typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31
    ? `${text}L`
    : text;
}

function shapeOf(value: Literal): number[] {
  if (!isList(value)) return [];
  return [value.length, ...(value[0] === undefined ? [] : shapeOf(value[0]))];
}

/** Elements with the first axis fastest, as R stores them. */
function columnMajor(value: Literal): Literal[] {
  if (!isList(value)) return [value];
  if (value.length === 0) return [];
  const rows = value.map(columnMajor);
  return (rows[0] ?? []).flatMap((_, i) => rows.map((row) => row[i] ?? null));
}

/** An R array of nested lists: `rbind(c(1, 2), c(3, 4))`. */
export function arrayText(value: Literal, integer: boolean): string {
  const vector = (items: readonly Literal[]): string => `c(${items.map((v) => number(v, integer)).join(", ")})`;
  if (!isList(value)) return number(value, integer);
  const shape = shapeOf(value);
  if (shape.includes(0)) return `array(numeric(), dim = c(${shape.join(", ")}))`;
  if (shape.length === 1) return vector(value);
  if (shape.length === 2) return `rbind(${value.map((row) => vector(row as readonly Literal[])).join(", ")})`;
  return `array(${vector(columnMajor(value))}, dim = c(${shape.join(", ")}))`;
}

function tensorText(value: Literal, dtype: string): string {
  if (!isList(value)) return `mg_scalar(${number(value, false)}${dtype === "float32" ? "" : `, dtype = "${dtype}"`})`;
  return `mg_tensor(${arrayText(value, /^u?int/.test(dtype))}${dtype === "float32" || dtype === "bool" ? "" : `, dtype = "${dtype}"`})`;
}

/** Names of properties that a tensor of R has as functions. */
const property = (of: string, name: string, ofType: Type): string => {
  if (ofType.kind === "tensor" && name === "shape") return `dim(${of})`;
  return `${of}$${ofType.kind === "object" ? namer.property(ofType.class, name) : name}`;
};

function methodText(self: string, f: FunctionModel, args: readonly PrintedArgument[]): string {
  if (f.member !== "method") {
    const rest = argumentsText(f, args, true);
    return `${functionName(f)}(${[self, ...(rest === "" ? [] : [rest])].join(", ")})`;
  }
  const text = argumentsText(f, args);
  if (isCallable(f)) return `${self}(${text})`;
  if (f.name === "Dataset.length") return `length(${self})`;
  if (f.name === "Dataset.get") return `${self}[[${text}]]`;
  return `${self}$${f.shortName}(${text})`;
}

function printer(classes: ClassNames, expect: (value: string, e: Expectation) => readonly string[]): ExpressionPrinter {
  return {
    literal: (value, type) => printValue(value, type.kind === "none" ? { kind: "number" } : type),
    tensor: tensorText,
    variable: variableName,
    call: (f, args) => callText(f, functionName(f), args),
    construct: (name, f, args) => callText(f, classes(name), args),
    method: methodText,
    property,
    item: (of, index) => `${of}[[${index + 1}]]`,
    functionValue: functionName,
    host: (parameters, body) => `function(${parameters.join(", ")}) ${body}`,
    list: (items) => `list(${items.join(", ")})`,
    slice: (start, stop, step) => (step === 1 ? `${start}:${stop}` : `seq(${start}, ${stop}, by = ${step})`),
    record: (_type, fields) => `list(${fields.map((f) => `${f.name} = ${f.text}`).join(", ")})`,
    let: (name, value) => [`${variableName(name)} <- ${value}`],
    do: (value) => [value],
    expect,
  };
}

/** The constructor of a class, by the engine's name of it. */
export type ClassNames = (name: string) => string;
export const classNames =
  (find: (name: string) => { readonly name: string; readonly ancestors: readonly string[] } | undefined): ClassNames =>
  (name) =>
    className(find(name) ?? { name, ancestors: [] });

const vectorText = (shape: readonly number[]): string =>
  shape.length === 1 ? `${shape[0]}` : shape.length === 0 ? "NULL" : `c(${shape.join(", ")})`;
const plain = (value: Literal): string =>
  isList(value)
    ? `[${value.map(plain).join(", ")}]`
    : typeof value === "string" && !(value in SPECIAL)
      ? `"${value}"`
      : number(value, false);

function shown(e: Expectation): string {
  return [
    ...(e.equals === undefined ? [] : [plain(e.equals)]),
    ...(e.shape === undefined ? [] : [`dim ${vectorText(e.shape)}`]),
    ...(e.dtype === undefined ? [] : [e.dtype]),
  ].join(", ");
}

export const printExampleLines = (e: ExampleModel, classes: ClassNames): string[] =>
  printExample(
    e,
    printer(classes, (value, expected) => [`${value} # ${shown(expected)}`]),
    capabilities,
  );

export const printTestLines = (e: ExampleModel, classes: ClassNames): string[] =>
  printExample(
    e,
    printer(classes, (value, expected) => {
      const options = [
        ...(expected.equals === undefined ? [] : [`equals = ${expectedText(expected.equals)}`]),
        ...(expected.shape === undefined
          ? []
          : [`shape = ${expected.shape.length === 0 ? "integer()" : vectorText(expected.shape)}`]),
        ...(expected.dtype === undefined ? [] : [`dtype = "${expected.dtype}"`]),
        ...(expected.tolerance === 0 ? [] : [`tolerance = ${expected.tolerance}`]),
      ];
      return [`expect_value(${[value, ...options].join(", ")})`];
    }),
    capabilities,
  );

const expectedText = (value: Literal): string => (value === null ? "NULL" : arrayText(value, false));
