/** What the targets read: the records with every default filled in, names resolved, and nothing absent. */
import type { AbiModel } from "./abi.ts";
import type { EnumValue, Field, Type, TypeOf } from "./types.ts";

export type Literal = null | boolean | number | string | readonly Literal[];
export type Lifecycle = "unstable" | "stable" | "deprecated";

/** Bounds of a number; infinite where there is none. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly exclusiveMinimum: boolean;
  readonly exclusiveMaximum: boolean;
}

/** Absent, null and a default are different things. */
export type Default = { readonly given: false } | { readonly given: true; readonly value: Literal };

/** An input or an attribute. */
export interface Argument {
  readonly role: "input" | "attribute";
  readonly name: string;
  readonly description: string;
  readonly type: Type;
  /** Place in the packed call; a method's self stands before it. */
  readonly position: number;
  readonly required: boolean;
  /** Only of an attribute; an optional input that is not given is absent. */
  readonly default: Default;
  /** May be given by its place; else by name only. */
  readonly positional: boolean;
  /** Of an input, such as `floating` or `numeric`; "" for an attribute. */
  readonly dtypes: string;
  /** The variable that inputs of one dtype share; "" if there is none. */
  readonly dtypeVariable: string;
  /** Symbolic, such as `[N, C]`; "" for an attribute. */
  readonly shape: string;
  readonly carries: "nothing" | "indices" | "classes";
  /** No gradient goes to it. */
  readonly fixed: boolean;
  readonly range: Range;
  /** The class number that is never shifted, or null. */
  readonly sentinel: number | null;
}

export interface Output {
  readonly name: string;
  readonly description: string;
  readonly type: Type;
  readonly dtype: string;
  readonly shape: string;
  readonly carriesIndices: boolean;
}

export type Result =
  | { readonly kind: "nothing" }
  | { readonly kind: "single"; readonly output: Output }
  | { readonly kind: "list"; readonly output: Output }
  | { readonly kind: "record"; readonly name: string; readonly outputs: readonly Output[] };

export type Gradient =
  | {
      readonly kind: "inputs";
      readonly inputs: readonly string[];
      readonly reads: readonly string[];
      readonly differentiableAgain: boolean;
    }
  | { readonly kind: "composed" }
  | { readonly kind: "none"; readonly why: string };

export interface EventModel {
  readonly name: string;
  readonly description: string;
  readonly fields: readonly Field[];
}

export interface ErrorCase {
  readonly code: string;
  readonly when: string;
}

export interface FunctionModel {
  /** As the engine finds it: `topk`, `Linear.new`, `Trainer.fit`. */
  readonly name: string;
  /** Without the class: `topk`, `new`, `fit`. */
  readonly shortName: string;
  readonly member: "function" | "constructor" | "method";
  /** The class of a member, or "". */
  readonly owner: string;
  readonly namespace: string;
  readonly version: number;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly math: string;
  readonly references: readonly string[];
  /** Inputs, then attributes: the order of the packed call (after self). */
  readonly arguments: readonly Argument[];
  readonly inputs: readonly Argument[];
  readonly attributes: readonly Argument[];
  /** Those that may be given by place, in that order, and the rest. */
  readonly positional: readonly Argument[];
  readonly named: readonly Argument[];
  /** Julia's `in => out`: the two arguments, or none. */
  readonly pair: readonly Argument[];
  readonly outputs: readonly Output[];
  readonly result: Result;
  /** The object that the method gives holds the one that it is called on: so must their wrappers. */
  readonly keepsSelf: boolean;
  readonly gradient: Gradient;
  readonly batching: string;
  readonly jvp: "double_backward" | "stated" | "composed" | "none";
  readonly bits: "same" | "bounded" | "none";
  readonly blocking: "none" | "compute" | "io" | "long";
  readonly events: readonly EventModel[];
  readonly traits: readonly string[];
  readonly methodOfTensor: boolean;
  /** The operator of a language that it stands for, or "". */
  readonly operator: string;
  readonly errors: readonly ErrorCase[];
  readonly examples: readonly ExampleModel[];
  readonly since: string;
  readonly lifecycle: Lifecycle;
}

export interface Property {
  readonly name: string;
  readonly description: string;
  readonly type: Type;
  readonly access: "read" | "write" | "computed";
}
export interface Parameter {
  readonly name: string;
  readonly shape: string;
  readonly initializer: string;
  readonly description: string;
  readonly optional: boolean;
}
/** A method that a subclass in the host's language may override. */
export interface Overridable {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly Field[];
  readonly returns: Type;
  /** The engine has an implementation, so overriding it is a choice. */
  readonly hasDefault: boolean;
}

export interface ClassModel {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly summary: string;
  readonly description: string;
  readonly references: readonly string[];
  readonly kind: "final" | "abstract" | "open";
  readonly family: "module" | "service" | "value";
  /** The class above, or "". */
  readonly base: string;
  /** Names of all classes above, nearest first. */
  readonly ancestors: readonly string[];
  /** Undefined for classes that only the engine makes: the one thing that a class may lack. */
  readonly constructorFunction: FunctionModel | undefined;
  /** A free function that is the constructor by another name, `compile` of `CompiledFunction`; "" if there is none. */
  readonly functionForm: string;
  /** Its own methods; those of its ancestors are theirs. */
  readonly methods: readonly FunctionModel[];
  readonly overridable: readonly Overridable[];
  readonly properties: readonly Property[];
  /** What iteration yields; kind `none` if it can not be walked. */
  readonly iterates: Type;
  readonly iterationBlocks: boolean;
  readonly parameters: readonly Parameter[];
  readonly keepsAlive: readonly string[];
  readonly serializable: boolean;
  readonly examples: readonly ExampleModel[];
  readonly since: string;
  readonly lifecycle: Lifecycle;
}

/** An expression of an example, with every name resolved and every argument in the schema's order. */
export type Expression =
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "tensor"; readonly value: Literal; readonly dtype: string; readonly carries: Argument["carries"] }
  | { readonly kind: "variable"; readonly name: string; readonly type: Type }
  | { readonly kind: "call"; readonly function: FunctionModel; readonly arguments: readonly BoundArgument[] }
  | {
      readonly kind: "new";
      readonly class: string;
      readonly function: FunctionModel;
      readonly arguments: readonly BoundArgument[];
    }
  | {
      readonly kind: "method";
      readonly self: Expression;
      readonly function: FunctionModel;
      readonly arguments: readonly BoundArgument[];
    }
  | {
      readonly kind: "property";
      readonly name: string;
      readonly of: Expression;
      readonly ofType: Type;
      readonly type: Type;
    }
  | { readonly kind: "item"; readonly index: number; readonly of: Expression }
  | { readonly kind: "function"; readonly function: FunctionModel }
  | { readonly kind: "host"; readonly parameters: readonly string[]; readonly body: Expression }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "slice"; readonly start: number; readonly stop: number; readonly step: number }
  | { readonly kind: "record"; readonly type: TypeOf<"record">; readonly fields: readonly BoundField[] };

export interface BoundField {
  readonly name: string;
  readonly value: Expression;
}
export interface BoundArgument {
  readonly argument: Argument;
  readonly value: Expression;
}

export interface Expectation {
  readonly kind: "expect";
  readonly value: Expression;
  readonly type: Type;
  /** Undefined where nothing is said about it. */
  readonly equals: Literal | undefined;
  readonly shape: readonly number[] | undefined;
  readonly dtype: string | undefined;
  readonly tolerance: number;
  /** `equals` counts from 0 here and is shown in the caller's counting. */
  readonly index: boolean;
}

export type Statement =
  | { readonly kind: "let"; readonly name: string; readonly value: Expression; readonly type: Type }
  | { readonly kind: "do"; readonly value: Expression }
  | Expectation;

export interface ExampleModel {
  readonly title: string;
  readonly statements: readonly Statement[];
}

export interface EnumModel {
  readonly name: string;
  readonly values: readonly EnumValue[];
}
export interface RecordModel {
  readonly name: string;
  /** That of the first function which takes or gives it. */
  readonly namespace: string;
  readonly description: string;
  readonly fields: readonly Field[];
}

export interface Model {
  readonly abi: AbiModel;
  /** Free functions, sorted by name. */
  readonly functions: readonly FunctionModel[];
  /** Sorted so that a base stands before what is derived from it. */
  readonly classes: readonly ClassModel[];
  /** Every enum and record that a type names, sorted; results of several outputs are records too. */
  readonly enums: readonly EnumModel[];
  readonly records: readonly RecordModel[];
  /** Distinct namespaces, sorted; "" is the top. */
  readonly namespaces: readonly string[];
  /** Finds a function or member by its full name. */
  function(name: string): FunctionModel | undefined;
  class(name: string): ClassModel | undefined;
  /** A method of the class or of what it is derived from. */
  method(className: string, name: string): FunctionModel | undefined;
  property(className: string, name: string): Property | undefined;
}
