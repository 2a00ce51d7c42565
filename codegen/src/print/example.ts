/**
 * Prints an example in a language. The walk, the order of arguments and the counting are done here; a language implements
 * ExpressionPrinter: how it writes each kind of expression and statement. For documentation and for tests a language
 * passes two printers that differ in `expect`.
 */
import type { Capabilities } from "../lower/capabilities.ts";
import { counted, shifted } from "../lower/counting.ts";
import type {
  Argument,
  ExampleModel,
  Expectation,
  Expression,
  FunctionModel,
  Literal,
  Statement,
} from "../model/model.ts";
import type { Type, TypeOf } from "../model/types.ts";

/** An argument of a call whose value is text of the language already. */
export interface PrintedArgument {
  readonly argument: Argument;
  readonly text: string;
  /** What it was printed from. */
  readonly value: Expression;
}

/** A field of a record; those that are not given are null. */
export interface PrintedField {
  readonly name: string;
  readonly text: string;
}

type Counting = Pick<Capabilities, "indexBase" | "slices">;

export interface ExpressionPrinter {
  /** A value given for an attribute of that type (kind `none` where it is not known), in the language's counting. */
  literal(value: Literal, type: Type): string;
  /** A tensor from nested lists. */
  tensor(value: Literal, dtype: string): string;
  variable(name: string): string;
  /** Arguments stand in the schema's order; only those given are there. */
  call(f: FunctionModel, args: readonly PrintedArgument[]): string;
  construct(className: string, f: FunctionModel, args: readonly PrintedArgument[]): string;
  /** A method of a class (f.member is "method") or of Tensor ("function": its first input is self). */
  method(self: string, f: FunctionModel, args: readonly PrintedArgument[]): string;
  property(of: string, name: string, ofType: Type): string;
  /** An element of a list; counts from 0 here. */
  item(of: string, index: number): string;
  /** A function of the engine as a value. */
  functionValue(f: FunctionModel): string;
  /** A function of the language over tensors. */
  host(parameters: readonly string[], body: string): string;
  list(items: readonly string[]): string;
  /** A range in the language's counting; the stop is left out, or included where the language's slices are inclusive. */
  slice(start: number, stop: number, step: number): string;
  record(type: TypeOf<"record">, fields: readonly PrintedField[]): string;
  let(name: string, value: string, type: Type): readonly string[];
  do(value: string): readonly string[];
  /** `equals` is in the language's counting already. */
  expect(value: string, expectation: Expectation): readonly string[];
}

/** The lines of an example. */
export function printExample(example: ExampleModel, printer: ExpressionPrinter, capabilities: Counting): string[] {
  return example.statements.flatMap((s) => printStatement(s, printer, capabilities));
}

function printStatement(statement: Statement, printer: ExpressionPrinter, capabilities: Counting): readonly string[] {
  const value = printExpression(statement.value, printer, capabilities);
  switch (statement.kind) {
    case "let":
      return printer.let(statement.name, value, statement.type);
    case "do":
      return printer.do(value);
    case "expect": {
      const equals =
        statement.index && statement.equals !== undefined
          ? shifted(statement.equals, capabilities.indexBase)
          : statement.equals;
      return printer.expect(value, { ...statement, equals });
    }
  }
}

export function printExpression(
  e: Expression,
  printer: ExpressionPrinter,
  capabilities: Counting,
  argument?: Argument,
): string {
  const print = (inner: Expression, of?: Argument): string => printExpression(inner, printer, capabilities, of);
  const args = (list: readonly { argument: Argument; value: Expression }[]): PrintedArgument[] =>
    list.map((a) => ({ argument: a.argument, text: print(a.value, a.argument), value: a.value }));
  switch (e.kind) {
    case "literal": {
      const value = argument ? counted(e.value, argument, capabilities) : e.value;
      return printer.literal(value, argument?.type ?? { kind: "none" });
    }
    case "tensor":
      return printer.tensor(e.carries === "nothing" ? e.value : shifted(e.value, capabilities.indexBase), e.dtype);
    case "variable":
      return printer.variable(e.name);
    case "call":
      return printer.call(e.function, args(e.arguments));
    case "new":
      return printer.construct(e.class, e.function, args(e.arguments));
    case "method":
      return printer.method(print(e.self), e.function, args(e.arguments));
    case "property":
      return printer.property(print(e.of), e.name, e.ofType);
    case "item":
      return printer.item(print(e.of), e.index);
    case "function":
      return printer.functionValue(e.function);
    case "host":
      return printer.host(e.parameters, print(e.body));
    case "list":
      return printer.list(e.items.map((item) => print(item)));
    case "slice": {
      const count = Math.ceil((e.stop - e.start) / e.step);
      const stop = capabilities.slices === "inclusive" ? e.start + (count - 1) * e.step : e.stop;
      return printer.slice(e.start + capabilities.indexBase, stop + capabilities.indexBase, e.step);
    }
    case "record": {
      const { type } = e;
      const fields = type.fields.map((field) => {
        const given = e.fields.find((f) => f.name === field.name);
        if (!given) return { name: field.name, text: printer.literal(null, field.type) };
        const { value } = given;
        const text = value.kind === "literal" ? printer.literal(value.value, field.type) : print(value);
        return { name: field.name, text };
      });
      return printer.record(type, fields);
    }
  }
}
