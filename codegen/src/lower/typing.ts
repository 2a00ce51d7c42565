/** Right and wrong values in a language with types, for the calls that its compiler has to accept or to refuse. */
import type { Argument, ClassModel, FunctionModel, Model } from "../model/model.ts";
import type { Type } from "../model/types.ts";
import type { ExpressionPrinter } from "../print/example.ts";
import type { Spelling } from "./spelling.ts";

export interface WrongValue {
  readonly what: string;
  readonly text: string;
}

const ANOTHER_KIND: WrongValue = { what: "another kind", text: '"text"' };

/** For types of which nothing is special in the language. */
export function wrongValues(type: Type): readonly WrongValue[] {
  switch (type.kind) {
    case "object":
      return [{ what: "another class", text: "tensor" }, ANOTHER_KIND];
    case "tensor":
    case "tensor_or_number":
      return [{ what: "another class", text: "theGenerator" }, ANOTHER_KIND];
    case "string":
    case "path":
      return [{ what: "another kind", text: "7" }];
    case "none":
      return [];
    default:
      return [ANOTHER_KIND];
  }
}
/** For types with a fixed set of values. */
export const noSuchValue = (text: string, anotherKind = ANOTHER_KIND.text): readonly WrongValue[] => [
  { what: "no such value", text },
  { what: "another kind", text: anotherKind },
];

export interface Typing {
  readonly printer: ExpressionPrinter;
  readonly spelling: Spelling;
  /** A value as a user writes it; tensors, objects and functions are variables of the file. */
  right(type: Type, f: FunctionModel): string;
  /** Values that the type does not take; none if it takes everything. */
  wrong(type: Type): readonly WrongValue[];
  /** The variable of an object of that class. */
  object(c: ClassModel): string;
  /** Without this required argument the call is one of another form, such as `zeros()` without sizes. */
  mayLack(f: FunctionModel, a: Argument): boolean;
  /** An argument that the language's types do not see, so that nothing is wrong of it. */
  unseen?(f: FunctionModel, a: Argument): boolean;
  /** Takes options that the types do not see, such as those of a user's own forward. */
  open?(f: FunctionModel): boolean;
  /** Where the file is, and its lines around the calls, which stand one to a line. */
  readonly path: string;
  before(model: Model): readonly string[];
  readonly after: readonly string[];
  /** What every call is indented by. */
  readonly indent: string;
}
