/** Examples of the schemas in Julia: for docstrings, and as tests. */
import type { ExampleModel, Expectation, FunctionModel, Literal } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { printExample, type ExpressionPrinter, type PrintedArgument } from "../../print/example.ts";
import { capabilities } from "./capabilities.ts";
import { isDims, printValue } from "./literals.ts";
import { isFunctor, juliaDType, methodName, namer, pathFirst, used } from "./names.ts";
import { keepsDims, parameters } from "./signature.ts";

interface Given {
  readonly place: string[];
  readonly keywords: string[];
}

/** Arguments by place come first; what is skipped makes the ones after it keywords. */
function given(f: FunctionModel, args: readonly PrintedArgument[], without = ""): Given {
  const place: string[] = [];
  const keywords: string[] = [];
  let skipped = false;
  for (const p of parameters(f)) {
    if (p.argument.name === without) continue;
    const found = args.find((a) => a.argument === p.argument);
    if (!found) {
      if (keepsDims(f, p.argument) && args.some((a) => isDims(a.argument.type))) keywords.push(`${p.name} = false`);
      skipped ||= p.form !== "keyword";
      continue;
    }
    if (p.form === "spread") {
      // What is written out is spread, anything else by `...`.
      const written =
        found.value.kind === "list" || (found.value.kind === "literal" && Array.isArray(found.value.value));
      const inside = written ? found.text.slice(1, -1).replace(/,$/, "") : `${found.text}...`;
      if (inside !== "") place.push(inside);
    } else if (p.form === "keyword" || (p.form === "either" && (skipped || !p.argument.required))) {
      keywords.push(`${p.name} = ${found.text}`);
    } else {
      place.push(found.text);
    }
  }
  return { place, keywords };
}

function call(
  name: string,
  { place, keywords }: Given,
  before: readonly string[] = [],
  after: readonly string[] = [],
): string {
  const all = [...before, ...place, ...after].join(", ");
  return `${name}(${all}${keywords.length > 0 ? `; ${keywords.join(", ")}` : ""})`;
}

/** `zeros(Tensor{Float32}, 2, 3)`: made by hand in the runtime, in the form of Base. */
function madeText(f: FunctionModel, args: readonly PrintedArgument[]): string {
  const dtype = args.find((a) => a.argument.name === "dtype")?.text ?? "Float32";
  const shape = args.find((a) => a.argument.name === "shape")?.text ?? "()";
  const sizes = shape.slice(1, -1).replace(/,$/, "");
  return `${f.name}(Tensor{${dtype}}${sizes === "" ? "" : `, ${sizes}`})`;
}

function pairText(f: FunctionModel, args: readonly PrintedArgument[]): string {
  const [from, to] = f.pair.map((a) => args.find((b) => b.argument === a));
  const text = given(f, args);
  if (!from || !to) return call(namer.class(f.owner), text);
  const rest = text.place.filter((t, i) => i > 1 || (t !== from.text && t !== to.text));
  return call(namer.class(f.owner), { ...text, place: [`${from.text} => ${to.text}`, ...rest] });
}

function callText(f: FunctionModel, args: readonly PrintedArgument[]): string {
  if (f.name === "zeros" || f.name === "ones") return madeText(f, args);
  return call(used(namer.function(f)), given(f, args));
}

function methodText(self: string, f: FunctionModel, args: readonly PrintedArgument[]): string {
  if (f.member !== "method") {
    const first = f.positional[0]?.name ?? "";
    return call(namer.function(f), given(f, args, first), [self]);
  }
  const text = given(f, args);
  if (isFunctor(f)) return call(self, text);
  if (f.name === "Dataset.get") return `${self}[${text.place.join(", ")}]`;
  return pathFirst(f) ? call("save", text, [], [self]) : call(used(methodName(f)), text, [self]);
}

const SPECIAL: Readonly<Record<string, string>> = { inf: "Inf", "-inf": "-Inf", nan: "NaN" };
const number = (value: Literal): string =>
  typeof value === "string" ? (SPECIAL[value] ?? value) : printValue(value, { kind: "none" });

function shapeOf(value: Literal): number[] {
  return Array.isArray(value) ? [value.length, ...(value.length > 0 ? shapeOf(value[0] as Literal) : [])] : [];
}
/** A matrix that Julia can write as one: a single column would be a vector. */
const isMatrix = ([rows = 0, columns = 0, ...more]: readonly number[]): boolean =>
  rows > 0 && columns > 1 && more.length === 0;
const flat = (value: Literal): Literal[] => (Array.isArray(value) ? value.flatMap((v) => flat(v as Literal)) : [value]);

/** Vectors and matrices as Julia writes them; more axes are made of the numbers in row-major order. */
function arrayText(value: Literal, type: string): string {
  const shape = shapeOf(value);
  if (shape.length === 0) return `fill(${type}(${number(value)}))`;
  if (isMatrix(shape)) {
    return `${type}[${(value as Literal[]).map((row) => (row as Literal[]).map(number).join(" ")).join("; ")}]`;
  }
  return `${type}[${flat(value).map(number).join(", ")}]`;
}

function tensorText(value: Literal, dtype: string): string {
  const shape = shapeOf(value);
  const made = `Tensor(${arrayText(value, juliaDType[dtype] ?? "Float32")})`;
  const written = shape.length < 2 || isMatrix(shape);
  return written ? made : `reshape(${made}, ${shape.join(", ")})`;
}

function printer(expect: (value: string, e: Expectation) => readonly string[]): ExpressionPrinter {
  return {
    literal: (value, type) => printValue(value, type),
    tensor: tensorText,
    variable: (name) => namer.variable(name),
    call: callText,
    construct: (_name, f, args) =>
      f.pair.length === 2 ? pairText(f, args) : call(namer.class(f.owner), given(f, args)),
    method: methodText,
    property: (of, name, ofType) => `${of}.${ofType.kind === "object" ? namer.property(ofType.class, name) : name}`,
    item: (of, index) => `${of}[${index + 1}]`,
    functionValue: (f) => namer.function(f),
    host: (names, body) => (names.length === 1 ? `${names[0]} -> ${body}` : `(${names.join(", ")}) -> ${body}`),
    list: (items) => `[${items.join(", ")}]`,
    slice: (start, stop, step) => (step === 1 ? `${start}:${stop}` : `${start}:${step}:${stop}`),
    record: (_type, fields) =>
      `(${fields.map((f) => `${f.name} = ${f.text}`).join(", ")}${fields.length === 1 ? "," : ""})`,
    let: (name, value) => [`${namer.variable(name)} = ${value}`],
    do: (value) => [value],
    expect,
  };
}

/** Nested lists, row by row. */
const nested = (value: Literal, type: Type): string => {
  if (Array.isArray(value)) return `[${value.map((v) => nested(v as Literal, type)).join(", ")}]`;
  return type.kind === "string" ? printValue(value, type) : number(value);
};
function shownValue(value: Literal, type: Type): string {
  if (type.kind === "string") return printValue(value, type);
  const shape = shapeOf(value);
  return isMatrix(shape) ? arrayText(value, "") : nested(value, type);
}
const sizesText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;

const documentation = printer((value, e) => {
  const facts = [
    ...(e.equals === undefined ? [] : [shownValue(e.equals, e.type)]),
    ...(e.shape === undefined ? [] : [`size ${sizesText(e.shape)}`]),
    ...(e.dtype === undefined ? [] : [juliaDType[e.dtype] ?? e.dtype]),
  ];
  return [`${value}  # ${facts.join(", ")}`];
});
export const printExampleLines = (e: ExampleModel): string[] => printExample(e, documentation, capabilities);

const test = printer((value, e) => {
  const options = [
    ...(e.equals === undefined ? [] : [`equals = ${nested(e.equals, e.type)}`]),
    ...(e.shape === undefined ? [] : [`size = ${sizesText(e.shape)}`]),
    ...(e.dtype === undefined ? [] : [`type = ${juliaDType[e.dtype] ?? e.dtype}`]),
    ...(e.tolerance === 0 ? [] : [`tolerance = ${e.tolerance}`]),
  ];
  return [`expect(${value}; ${options.join(", ")})`];
});
export const printTestLines = (e: ExampleModel): string[] => printExample(e, test, capabilities);
