/** What a language calls things and where arguments stand, as data for its conformance plan. */
import { everyFunction } from "../model/members.ts";
import type { Argument, ClassModel, FunctionModel, Model, RecordModel } from "../model/model.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Namer } from "./names.ts";
import { isTransform } from "./spread.ts";

/** Where something is found in the package: `nn`, `crossEntropy`. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** `place`: by its place only; `either`: by its place or its name; `spread`: its elements one by one. */
export type ArgumentForm = "place" | "either" | "spread" | "named";

export interface Spelling {
  readonly capabilities: Capabilities;
  function(f: FunctionModel): Place;
  class(c: ClassModel): Place;
  /** Where a record that is an argument is a class of its own. */
  record(r: RecordModel): Place;
  /** A method of Tensor or of the class that it is called on; "" if the language has no such method. */
  method(f: FunctionModel, on?: ClassModel): string;
  /** A method that a subclass of the language overrides. */
  overridable(c: ClassModel, name: string): string;
  parameter(f: FunctionModel, argument: Argument): string;
  form(f: FunctionModel, argument: Argument): ArgumentForm;
  property(owner: string, name: string): string;
  constant(name: string): string;
  /** What an error says of the function and of the argument; `f` is the function, if the schemas have it. */
  operatorInError(f: FunctionModel | undefined, name: string): string;
  argumentInError(f: FunctionModel | undefined, name: string): string;
  /** Called twice: `grad(f)(x)`. */
  curried(f: FunctionModel): boolean;
  /** More named arguments that give a call its meaning where the language has another default than the schema. */
  implied(f: FunctionModel, given: readonly string[]): Readonly<Record<string, { readonly bool: boolean }>>;
  /** Values of the wrong kind do not compile. */
  readonly typed: boolean;
  /** An error of the engine that passes a function of the host is thrown as it was. */
  readonly throws: boolean;
}

/** What follows from the names and capabilities; a language overrides what it has otherwise. */
export function spellingOf(capabilities: Capabilities, namer: Namer): Spelling {
  return {
    capabilities,
    function: (f) => ({ namespace: namer.namespace(f.namespace), name: namer.function(f) }),
    class: (c) => ({ namespace: namer.namespace(c.namespace), name: namer.class(c.name) }),
    record: (r) => ({ namespace: namer.namespace(r.namespace), name: r.name }),
    method: (f) => (f.member === "method" || f.methodOfTensor ? namer.method(f) : ""),
    overridable: (c, name) => namer.hostMethod(c.name, name),
    parameter: (f, a) => namer.parameter(f, a),
    form: (_f, a) => (!a.positional ? "named" : capabilities.optional === "named" ? "either" : "place"),
    property: (owner, name) => namer.property(owner, name),
    constant: (name) => namer.constant(name),
    operatorInError: (_f, name) => name,
    argumentInError: (_f, name) => name,
    curried: isTransform,
    implied: () => ({}),
    typed: false,
    throws: true,
  };
}

/** `name=spelling` for every name that a message of the engine spells otherwise; an argument's spelling wins over a function's. */
export function spelledNames(
  model: Model,
  namer: Namer,
  functionName: (f: FunctionModel) => string = (f) => namer.function(f),
): string[] {
  const pairs = new Map<string, string>();
  const all = everyFunction(model);
  for (const f of all) {
    if (f.member === "function") pairs.set(f.name, functionName(f));
    if (f.member === "method") pairs.set(f.name, `${namer.class(f.owner)}.${namer.method(f)}`);
  }
  for (const f of all) for (const a of f.arguments) pairs.set(a.name, namer.parameter(f, a));
  return [...pairs].flatMap(([name, spelling]) => (name === spelling ? [] : [`${name}=${spelling}`])).sort();
}
