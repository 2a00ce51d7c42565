/**
 * The recorded form of a schema: what the engine exports and `c-api/schema/` holds, one file for each function and class.
 * Keys that are absent mean "no" or "none"; the reader turns a record into the model, where nothing is absent.
 */

/** The closed set of types. `T[]` in `list` and `map` nests. */
export type TypeRecord =
  | { kind: "tensor" }
  | { kind: "tensor_or_number" }
  | { kind: "tensors" } // variadic: a list of tensors
  | {
      kind:
        | "bool"
        | "int"
        | "float"
        | "complex"
        | "number"
        | "string"
        | "bytes"
        | "path"
        | "dtype"
        | "device"
        | "generator";
    }
  | { kind: "axis" | "axes" | "index" | "slice" | "size" | "count" | "shape" | "permutation" | "subscript" }
  | { kind: "enum"; name: string; values: { name: string; value: number; description: string }[] }
  | { kind: "int_or_tuple"; length: number }
  | { kind: "object"; class: string }
  | { kind: "function"; signature: string } // traced: `(Tensor, Tensor) -> Tensor`
  | { kind: "callback"; signature: string } // a host callback (operator `custom` only)
  | { kind: "list"; of: TypeRecord }
  | { kind: "map"; of: TypeRecord }
  | { kind: "optional"; of: TypeRecord } // null is a value
  | { kind: "record"; name: string; fields: { name: string; description: string; type: TypeRecord }[] }
  | { kind: "none" };

/** A default or a literal of an example. Floats that JSON lacks are the strings "inf", "-inf", "nan". */
export type LiteralRecord = null | boolean | number | string | LiteralRecord[];

export interface InputRecord {
  name: string;
  description: string;
  type: TypeRecord;
  /** dtype classes (`any bool integer signed unsigned floating numeric float32 …`), optionally a variable shared with others: `numeric:T`. */
  dtypes: string;
  /** Symbolic shape such as `[N, C]`, `[...]`, `[*batch, N, K]`. */
  shape: string;
  optional?: true;
  /** No gradient goes to the input. */
  without_gradient?: true;
  /** The tensor's values are positions (`indices`) or class numbers (`classes`): shifted to the caller's counting. */
  carries?: "indices" | "classes";
}

export interface AttributeRecord {
  name: string;
  description: string;
  type: TypeRecord;
  /** Absent: the attribute is required. */
  default?: LiteralRecord;
  /** Inclusive bounds, or exclusive with the `exclusive_` form; for numbers only. */
  range?: { minimum?: number; maximum?: number; exclusive_minimum?: number; exclusive_maximum?: number };
  /** A value of a class-number attribute that is never shifted (ignore_index). */
  sentinel?: number;
  carries?: "classes";
}

export interface OutputRecord {
  name: string;
  description: string;
  type: TypeRecord;
  dtype?: string; // rule in words or a variable: `T`, `bool`, `int64`, `promoted(x1, x2)`
  shape?: string;
  carries?: "indices";
}

/** An example is a list of statements; the last `expect`s make it a test in every language. */
export type ExpressionRecord =
  | { literal: LiteralRecord }
  | { tensor: LiteralRecord; dtype?: string } // nested lists; dtype defaults to float32
  | { variable: string }
  | { call: string; arguments: Record<string, ExpressionRecord> } // function by name, arguments by name
  | { new: string; arguments: Record<string, ExpressionRecord> } // constructor of a class
  | { method: string; self: ExpressionRecord; arguments: Record<string, ExpressionRecord> }
  | { property: string; of: ExpressionRecord } // property of an object, field of a record
  | { item: number; of: ExpressionRecord } // of a list result; from 0
  | { function: string } // a function of the engine as a value
  | { host: { parameters: string[]; body: ExpressionRecord } } // a function of the host's language over tensors
  | { list: ExpressionRecord[] }
  | { slice: (number | null)[] } // start, stop, step: from 0, the stop left out
  | { record: Record<string, ExpressionRecord> }; // fields by name
export type StatementRecord =
  | { let: string; be: ExpressionRecord }
  | {
      expect: ExpressionRecord;
      equals?: LiteralRecord;
      shape?: number[];
      dtype?: string;
      tolerance?: number;
      index?: true;
    } // index: equals is 0-based and shown in the caller's counting
  | { do: ExpressionRecord };
export interface ExampleRecord {
  title?: string;
  statements: StatementRecord[];
}

export interface ErrorRecord {
  code: string; // a name of errors.yml
  when: string;
}

export interface FunctionRecord {
  record: "function";
  name: string; // snake_case; `Class.method` and `Class.new` for members
  namespace: string; // "" is the top; nn, random, metrics, …
  version: number;
  aliases?: string[];
  summary: string;
  description: string;
  math?: string;
  references: string[];
  inputs: InputRecord[]; // a method's `self` is not listed
  attributes: AttributeRecord[];
  /** How many leading arguments may be positional: the required ones and at most one optional. */
  positional: number;
  /** Julia's `in => out` hint: names of two leading attributes. */
  pair?: [string, string];
  /** One output, a named record of several (`record` names it), or one list (`tensors`). Empty: returns nothing. */
  outputs: OutputRecord[];
  result?: string; // the record's name when outputs has two or more
  keeps_self?: true; // of a method: the object that it gives holds the one that it is called on
  gradient:
    | { kind: "inputs"; inputs: string[]; reads: string[]; differentiable_again: boolean }
    | { kind: "composed" } // made of other functions, which have gradients
    | { kind: "none"; why: string };
  batching: string; // derived: elementwise reduction view axis random each composed constant none; else the name of a stated rule
  jvp: "double_backward" | "stated" | "composed" | "none";
  bits: "same" | "bounded" | "none";
  blocking: "none" | "compute" | "io" | "long";
  events?: { name: string; description: string; fields: { name: string; description: string; type: TypeRecord }[] }[]; // of a long function
  traits: string[]; // elementwise broadcasting reduction view in_place random
  method_of_tensor?: true;
  operator?: string; // + - * / ** @ < <= > >= == != neg abs getitem setitem
  errors: ErrorRecord[];
  examples: ExampleRecord[];
  since: string;
  lifecycle: "unstable" | "stable" | "deprecated";
}

export interface PropertyRecord {
  name: string;
  description: string;
  type: TypeRecord;
  access: "read" | "write" | "computed"; // write: mutable; computed: read-only, made at each read
}
export interface ClassRecord {
  record: "class";
  name: string; // PascalCase
  namespace: string;
  version: number;
  summary: string;
  description: string;
  references: string[];
  kind: "final" | "abstract" | "open";
  family: "module" | "service" | "value";
  base?: string;
  /** A free function that is the constructor by another name: `compile(f)` for `CompiledFunction(f)`. */
  function_form?: string; // snake_case
  /** Member functions in full; the constructor is `Class.new`, absent for classes that only the engine makes. */
  constructor_?: FunctionRecord;
  methods: FunctionRecord[];
  /** Methods that a subclass in the host's language may override (open classes): the requests' method names. */
  overridable?: {
    name: string;
    description: string;
    parameters: { name: string; type: TypeRecord; description: string }[];
    returns: TypeRecord;
    default: boolean;
  }[];
  properties: PropertyRecord[];
  iterates?: TypeRecord;
  /** Iteration asks the host for something or waits: languages with promises make it asynchronous. */
  iterates_blocking?: true;
  parameters: { name: string; shape: string; initializer: string; description: string; optional?: true }[];
  keeps_alive: string[]; // constructor arguments that the object holds
  serializable: boolean;
  examples: ExampleRecord[];
  since: string;
  lifecycle: "unstable" | "stable" | "deprecated";
}
export type SchemaRecord = FunctionRecord | ClassRecord;
