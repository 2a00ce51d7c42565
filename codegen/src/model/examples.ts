/** Resolves an example: functions by name, methods by the type of what they are called on, arguments in order. */
import type { ExampleRecord, ExpressionRecord } from "../read/record.ts";
import type { Problems } from "../read/problems.ts";
import type { Index } from "./lookup.ts";
import type { Argument, BoundArgument, ExampleModel, Expression, FunctionModel, Statement } from "./model.ts";
import { required, type Type } from "./types.ts";

const TENSOR: Type = { kind: "tensor" };
const NONE: Type = { kind: "none" };

export class ExampleBuilder {
  readonly #index: Index;
  readonly #file: string;
  readonly #path: string;
  readonly #problems: Problems;
  #variables = new Map<string, Type>();
  /** Variables whose tensors hold indices or class numbers, since they are given to an input that carries them. */
  readonly #carries = new Map<string, Argument["carries"]>();

  constructor(index: Index, file: string, path: string, problems: Problems) {
    this.#index = index;
    this.#file = file;
    this.#path = path;
    this.#problems = problems;
  }

  build(record: ExampleRecord): ExampleModel {
    const build = (): Statement[] => {
      this.#variables = new Map();
      return record.statements.map((_, i) => this.#statement(record, i));
    };
    const before = this.#problems.list.length;
    let statements = build(); // finds what variables carry, which their definitions need
    if (this.#carries.size > 0 && this.#problems.list.length === before) statements = build();
    return { title: record.title ?? "", statements };
  }

  #problem(path: string, message: string): void {
    this.#problems.add(this.#file, this.#path + path, message);
  }

  #statement(record: ExampleRecord, i: number): Statement {
    const statement = record.statements[i] as ExampleRecord["statements"][number];
    const path = `/statements/${i}`;
    if ("let" in statement) {
      const value = this.#expression(statement.be, `${path}/be`, this.#carries.get(statement.let) ?? "nothing");
      const type = this.#type(value);
      this.#variables.set(statement.let, type);
      return { kind: "let", name: statement.let, value, type };
    }
    if ("do" in statement) return { kind: "do", value: this.#expression(statement.do, `${path}/do`, "nothing") };
    const value = this.#expression(statement.expect, `${path}/expect`, "nothing");
    if (statement.equals === undefined && statement.shape === undefined && statement.dtype === undefined) {
      this.#problem(path, "expects nothing: say equals, shape or dtype");
    }
    return {
      kind: "expect",
      value,
      type: this.#type(value),
      equals: statement.equals,
      shape: statement.shape,
      dtype: statement.dtype,
      tolerance: statement.tolerance ?? 0,
      index: statement.index ?? false,
    };
  }

  #expression(record: ExpressionRecord, path: string, carries: Argument["carries"]): Expression {
    if ("literal" in record) return { kind: "literal", value: record.literal };
    if ("tensor" in record) {
      const dtype = record.dtype ?? "float32";
      return { kind: "tensor", value: record.tensor, dtype, carries: /int/.test(dtype) ? carries : "nothing" }; // floats count nothing
    }
    if ("variable" in record) {
      const type = this.#variables.get(record.variable);
      if (!type) this.#problem(path, `no variable "${record.variable}"`);
      if (carries !== "nothing") this.#carries.set(record.variable, carries);
      return { kind: "variable", name: record.variable, type: type ?? NONE };
    }
    if ("call" in record) {
      const f = this.#find(record.call, path);
      return { kind: "call", function: f, arguments: this.#arguments(f, record.arguments, path, 0) };
    }
    if ("new" in record) {
      const f = this.#find(`${record.new}.new`, path);
      return { kind: "new", class: record.new, function: f, arguments: this.#arguments(f, record.arguments, path, 0) };
    }
    if ("method" in record) {
      const self = this.#expression(record.self, `${path}/self`, "nothing");
      const f = this.#method(this.#type(self), record.method, path);
      const skip = f.member === "function" ? 1 : 0; // a method of Tensor: self is the first input
      return { kind: "method", self, function: f, arguments: this.#arguments(f, record.arguments, path, skip) };
    }
    if ("property" in record) {
      const of = this.#expression(record.of, `${path}/of`, "nothing");
      const ofType = this.#type(of);
      return {
        kind: "property",
        name: record.property,
        of,
        ofType,
        type: this.#property(ofType, record.property, path),
      };
    }
    if ("item" in record) {
      return { kind: "item", index: record.item, of: this.#expression(record.of, `${path}/of`, "nothing") };
    }
    if ("function" in record) return { kind: "function", function: this.#find(record.function, path) };
    if ("host" in record) {
      const outer = this.#variables;
      this.#variables = new Map([...outer, ...record.host.parameters.map((p): [string, Type] => [p, TENSOR])]);
      const body = this.#expression(record.host.body, `${path}/host/body`, "nothing");
      this.#variables = outer;
      return { kind: "host", parameters: record.host.parameters, body };
    }
    if ("slice" in record) return this.#slice(record.slice, path);
    if ("record" in record) {
      this.#problem(path, "a record that is given for no argument that is one");
      return { kind: "literal", value: null };
    }
    const items = record.list.map((item, i) => this.#expression(item, `${path}/list/${i}`, carries));
    return { kind: "list", items };
  }

  /** Both bounds, upwards: so that languages whose ranges include their ends can show it without knowing a length. */
  #slice([start = null, stop = null, step = null]: readonly (number | null)[], path: string): Expression {
    const known = { start: start ?? 0, stop: stop ?? -1, step: step ?? 1 };
    if (known.start < 0 || known.stop <= known.start || known.step < 1)
      this.#problem(path, "a slice of an example needs a stop, and goes upwards from a start that is not negative");
    return { kind: "slice", ...known };
  }

  /** A value given for an argument: a record knows its fields' types from there. */
  #given(record: ExpressionRecord, argument: Argument, path: string): Expression {
    const type = required(argument.type);
    if (!("record" in record) || type.kind !== "record") return this.#expression(record, path, argument.carries);
    for (const name of Object.keys(record.record)) {
      if (!type.fields.some((field) => field.name === name)) this.#problem(path, `${type.name} has no field "${name}"`);
    }
    const fields = type.fields.flatMap((field) => {
      const value = record.record[field.name];
      if (value === undefined && field.type.kind !== "optional")
        this.#problem(path, `${type.name} needs the field "${field.name}"`);
      return value === undefined
        ? []
        : [{ name: field.name, value: this.#expression(value, `${path}/record/${field.name}`, "nothing") }];
    });
    return { kind: "record", type, fields };
  }

  #arguments(
    f: FunctionModel,
    given: Record<string, ExpressionRecord>,
    path: string,
    skip: number,
  ): readonly BoundArgument[] {
    const accepted = f.arguments.slice(skip);
    for (const name of Object.keys(given)) {
      if (!accepted.some((a) => a.name === name))
        this.#problem(`${path}/arguments`, `${f.name} has no argument "${name}"`);
    }
    return accepted.flatMap((argument) => {
      const record = given[argument.name];
      if (record === undefined) {
        if (argument.required) this.#problem(`${path}/arguments`, `${f.name} needs the argument "${argument.name}"`);
        return [];
      }
      return [{ argument, value: this.#given(record, argument, `${path}/arguments/${argument.name}`) }];
    });
  }

  #find(name: string, path: string): FunctionModel {
    const f = this.#index.function(name);
    if (!f) this.#problem(path, `no function "${name}"`);
    return f ?? UNKNOWN;
  }

  #method(self: Type, name: string, path: string): FunctionModel {
    const type = required(self);
    const f = type.kind === "object" ? this.#index.method(type.class, name) : this.#index.function(name);
    const fits = f && (type.kind === "object" || (type.kind === "tensor" && f.methodOfTensor));
    if (!fits) this.#problem(path, `${type.kind === "object" ? type.class : type.kind} has no method "${name}"`);
    return fits ? f : UNKNOWN;
  }

  #property(of: Type, name: string, path: string): Type {
    const type = required(of);
    const found =
      type.kind === "object"
        ? this.#index.property(type.class, name)?.type
        : type.kind === "record"
          ? type.fields.find((f) => f.name === name)?.type
          : type.kind === "tensor"
            ? TENSOR_PROPERTIES[name]
            : undefined;
    if (!found) this.#problem(path, `no property "${name}"`);
    return found ?? NONE;
  }

  /** An element of a list, or what walking an object yields. */
  #itemType(of: Type): Type {
    const type = required(of);
    if (type.kind === "tensors") return TENSOR;
    if (type.kind === "object") return this.#iterates(type.class);
    return type.kind === "list" || type.kind === "map" ? type.of : NONE;
  }

  #iterates(name: string): Type {
    const cls = this.#index.class(name);
    if (!cls) return NONE;
    return cls.iterates.kind === "none" ? this.#iterates(cls.base) : cls.iterates;
  }

  #type(e: Expression): Type {
    switch (e.kind) {
      case "literal":
        return literalType(e.value);
      case "tensor":
        return TENSOR;
      case "variable":
      case "property":
        return e.type;
      case "new":
        return { kind: "object", class: e.class, namespace: this.#index.class(e.class)?.namespace ?? "" };
      case "call":
      case "method":
        return resultType(e.function);
      case "item":
        return this.#itemType(this.#type(e.of));
      case "list": {
        const [first] = e.items;
        return { kind: "list", of: first ? this.#type(first) : NONE };
      }
      case "slice":
        return { kind: "slice" };
      case "record":
        return e.type;
      case "function":
      case "host":
        return { kind: "function", signature: { text: "", parameters: [], result: "" } };
    }
  }
}

const TENSOR_PROPERTIES: Record<string, Type> = {
  shape: { kind: "shape" },
  dtype: { kind: "dtype" },
  ndim: { kind: "count" },
  size: { kind: "count" },
  device: { kind: "device" },
  grad: { kind: "optional", of: TENSOR },
  requires_grad: { kind: "bool" },
};

function resultType(f: FunctionModel): Type {
  switch (f.result.kind) {
    case "nothing":
      return NONE;
    case "record":
      return { kind: "record", name: f.result.name, fields: f.result.outputs };
    default:
      return f.result.output.type;
  }
}

function literalType(value: unknown): Type {
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "number") return { kind: Number.isInteger(value) ? "int" : "float" };
  if (typeof value === "string") return { kind: "string" };
  if (Array.isArray(value)) return { kind: "list", of: value.length > 0 ? literalType(value[0]) : NONE };
  return NONE;
}

/** Stands for a function that was not found; the problem that was reported stops the run. */
const UNKNOWN: FunctionModel = {
  name: "?",
  shortName: "?",
  member: "function",
  owner: "",
  namespace: "",
  version: 0,
  aliases: [],
  summary: "",
  description: "",
  math: "",
  references: [],
  arguments: [],
  inputs: [],
  attributes: [],
  positional: [],
  named: [],
  pair: [],
  outputs: [],
  result: { kind: "nothing" },
  keepsSelf: false,
  gradient: { kind: "composed" },
  batching: "none",
  jvp: "none",
  bits: "none",
  blocking: "none",
  events: [],
  traits: [],
  methodOfTensor: false,
  operator: "",
  errors: [],
  examples: [],
  since: "",
  lifecycle: "unstable",
};
