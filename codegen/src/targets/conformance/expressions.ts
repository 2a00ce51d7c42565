/** Expressions of the case files as a language's plan has them: native names and places, numbers in its counting. */
import type { Argument, ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { holdsTensors, required, type Type } from "../../model/types.ts";
import type { Spelling } from "../../lower/spelling.ts";
import { isObject, tensorIn, type Json, type JsonObject, type TensorRecord } from "./cases.ts";
import { countedAxis, countedSlice, shiftedTensor } from "./counting.ts";
import { countedSubscript } from "./subscripts.ts";

/** How a call is written: as a free function, on the first tensor, by an operator, or with what may have a name by name. */
export type CallForm = "function" | "method" | "operator" | "named";

export class CaseError extends Error {}

const NONE: Type = { kind: "none" };
const COUNTED = new Set(["int", "size", "count"]);

export class Expressions {
  readonly #model: Model;
  readonly #spelling: Spelling;
  /** Shapes of variables that hold tensors of the case, for subscripts. */
  readonly #shapes = new Map<string, readonly number[]>();
  readonly #axisRank: number | undefined;

  constructor(model: Model, spelling: Spelling, axisRank?: number) {
    this.#model = model;
    this.#spelling = spelling;
    this.#axisRank = axisRank;
  }

  /** Remembers a variable's shape. */
  define(name: string, value: Json): void {
    const tensor = tensorIn(value);
    if (tensor) this.#shapes.set(name, tensor.shape);
  }

  lower(e: Json, type: Type = NONE): JsonObject {
    if (!isObject(e)) return this.#literal(e, required(type));
    const [kind] = Object.keys(e);
    switch (kind) {
      case "float":
      case "var":
      case "path":
      case "bytes":
        return e;
      case "slice": {
        const bounds = e["slice"] as readonly (number | null)[];
        return { slice: countedSlice(bounds, e["size"] as number, this.#spelling.capabilities) };
      }
      case "record":
        return { record: this.#record(e["record"] as JsonObject, required(type)) };
      case "tensor": {
        const tensor = e["tensor"] as unknown as TensorRecord;
        return tensorOf(tensor, tensor.counts !== undefined, this.#base, tensor.sentinel);
      }
      case "list": {
        const of = "of" in type ? type.of : type.kind === "tensors" ? { kind: "tensor" as const } : listed(type);
        return { list: (e["list"] as readonly Json[]).map((item) => this.lower(item, of)) };
      }
      case "map": {
        const of = "of" in type ? type.of : NONE;
        return { map: mapped(e["map"] as JsonObject, (item) => this.lower(item, of)) };
      }
      case "function": {
        const f = this.#function(e["function"] as string);
        return { function: { schema: f.name, ...this.#spelling.function(f) } };
      }
      case "host":
        return { host: this.#host(e["host"] as JsonObject) };
      case "subclass": {
        const c = this.#class(e["subclass"] as string);
        const methods = Object.fromEntries(
          Object.entries(e["methods"] as JsonObject).map(([name, method]) => [
            this.#spelling.overridable(c, name),
            { host: this.#host((method as JsonObject)["host"] as JsonObject) },
          ]),
        );
        return { subclass: { schema: c.name, ...this.#spelling.class(c), methods } };
      }
      case "call":
        return this.call(this.#function(e["call"] as string), e["arguments"] as JsonObject, "function", e["self"]);
      case "new": {
        const c = this.#class(e["new"] as string);
        const f = this.#function(`${c.name}.new`);
        const given = this.#arguments(f, e["arguments"] as JsonObject, false);
        return { new: { schema: f.name, ...this.#spelling.class(c), ...given, await: false } };
      }
      case "get":
      case "set": {
        const [owner = "", name = ""] = (e[kind] as string).split(".");
        const native = this.#spelling.property(owner, name);
        const common = { schema: e[kind] as Json, of: this.lower(e["of"] as Json), name: native };
        if (kind === "get") return { get: common };
        return { set: { ...common, to: this.lower(e["to"] as Json, this.#propertyType(owner, name)) } };
      }
      case "item":
        return { item: { of: this.lower(e["of"] as Json), index: e["item"] as number } };
      case "field":
        return { field: { of: this.lower(e["of"] as Json), name: this.#spelling.property("", e["field"] as string) } };
      case "key":
        return { key: { of: this.lower(e["of"] as Json), key: e["key"] as string } };
      case "iterate":
        return { iterate: { of: this.lower(e["iterate"] as Json) } };
      default:
        throw new CaseError(`no such expression: ${JSON.stringify(e).slice(0, 80)}`);
    }
  }

  /** A call; with `self` a method of a class. Operators and subscripts have forms of their own. */
  call(f: FunctionModel, given: JsonObject, form: CallForm, self?: Json): JsonObject {
    const s = this.#spelling;
    if (f.name === "getitem" || f.name === "setitem") return this.#subscripted(f, given);
    if (form === "operator") {
      const operands = f.arguments.flatMap((a) => (a.name in given ? [this.#argument(f, a, given)] : []));
      return { operator: { schema: f.name, operator: f.operator, operands } };
    }
    if (self !== undefined) {
      const call = this.#arguments(f, given, form === "named");
      return {
        method: {
          schema: f.name,
          self: this.lower(self),
          name: s.method(f, this.#model.class(f.owner)),
          ...call,
          await: this.#awaited(f),
        },
      };
    }
    if (form === "method") {
      const [first] = f.inputs;
      if (!first) throw new CaseError(`${f.name} has no input to be called on`);
      const call = this.#arguments(f, given, false, first);
      return {
        method: {
          schema: f.name,
          self: this.#argument(f, first, given),
          name: s.method(f),
          ...call,
          await: this.#awaited(f),
        },
      };
    }
    if (s.curried(f)) return this.#curried(f, given);
    const call = this.#arguments(f, given, form === "named");
    return { call: { schema: f.name, ...s.function(f), ...call, await: this.#awaited(f) } };
  }

  get #base(): number {
    return this.#spelling.capabilities.indexBase;
  }

  #awaited(f: FunctionModel): boolean {
    return (this.#spelling.capabilities.asynchronous as readonly string[]).includes(f.blocking);
  }

  /** In the schema's order, what may be null written out; then what is no field. */
  #record(given: JsonObject, type: Type): JsonObject {
    if (type.kind !== "record") throw new CaseError("a record for an argument that is none");
    const unknown = Object.keys(given).filter((name) => !type.fields.some((field) => field.name === name));
    const known = type.fields.flatMap((field) => {
      const value = given[field.name] ?? (field.type.kind === "optional" ? null : undefined);
      return value === undefined
        ? []
        : [[this.#spelling.property("", field.name), this.lower(value, required(field.type))]];
    });
    const fields = [...known, ...unknown.map((name) => [name, this.lower(given[name] as Json)])];
    const record = this.#model.records.find((r) => r.name === type.name);
    if (!record) throw new CaseError(`no record ${type.name}`);
    return { ...this.#spelling.record(record), fields: Object.fromEntries(fields) as JsonObject };
  }

  #host(host: JsonObject): JsonObject {
    return { parameters: host["parameters"] as Json, body: this.lower(host["body"] as Json) };
  }

  #curried(f: FunctionModel, given: JsonObject): JsonObject {
    const options = this.#spelling.capabilities.optional === "options";
    const tensors = f.arguments.filter((a) => holdsTensors(a.type));
    const [first, ...rest] = tensors;
    const others = f.arguments.filter((a) => !tensors.includes(a) && a.name in given);
    const value = (a: Argument): JsonObject => this.#argument(f, a, given);
    const apart = (a: Argument): boolean => !a.required && (options || this.#spelling.form(f, a) === "named");
    const byName = (list: readonly Argument[]): JsonObject =>
      Object.fromEntries(list.filter((a) => a.name in given).map((a) => [this.#spelling.parameter(f, a), value(a)]));
    const lists = tensors.filter((a) => a.name in given).map(value);
    const alone = first && first.name in given ? [spread(value(first))] : [];
    return {
      curried: {
        schema: f.name,
        ...this.#spelling.function(f),
        outer: others.filter((a) => !apart(a)).map(value),
        outerNamed: byName(others.filter(apart)),
        // In TypeScript several lists stand as lists.
        positional: options && rest.length > 0 ? lists : alone,
        named: options ? {} : byName(rest),
      },
    };
  }

  #subscripted(f: FunctionModel, given: JsonObject): JsonObject {
    const x = given["x"] as Json;
    const variable = isObject(x) && typeof x["var"] === "string" ? x["var"] : "";
    const program = (given["subscript"] as JsonObject)["subscript"] as readonly Json[];
    const shape = (): readonly number[] => {
      const known = tensorIn(x)?.shape ?? this.#shapes.get(variable);
      if (!known) throw new CaseError(`${f.name} of a tensor whose shape the plan does not know`);
      return known;
    };
    const items = countedSubscript(program, shape, this.#spelling.capabilities);
    const value = f.arguments.find((a) => a.name === "value");
    const operands = [this.lower(x), { subscript: items }, ...(value ? [this.#argument(f, value, given)] : [])];
    return { operator: { schema: f.name, operator: f.name, operands } };
  }

  #arguments(f: FunctionModel, given: JsonObject, byName: boolean, without?: Argument): JsonObject {
    const unknown = Object.keys(given).filter((name) => !f.arguments.some((a) => a.name === name));
    if (unknown.length > 0) throw new CaseError(`${f.name} has no argument ${unknown.join(", ")}`);
    const positional: Json[] = [];
    const named: Record<string, Json> = {};
    // A builder takes everything that is optional once it takes anything.
    const built =
      this.#spelling.capabilities.optional === "builder" &&
      f.arguments.some((a) => a.name in given && this.#spelling.form(f, a) === "named");
    let skipped = false;
    for (const a of [...f.positional, ...f.named]) {
      if (a === without) continue;
      const form = this.#spelling.form(f, a);
      if (!(a.name in given)) {
        skipped = true;
        continue;
      }
      const value = this.#argument(f, a, given);
      const named_ = form === "named" || (form === "either" && (skipped || ((byName || built) && !a.required)));
      if (named_) named[this.#spelling.parameter(f, a)] = value;
      else positional.push(form === "spread" ? spread(value) : value);
    }
    return { positional, named: { ...named, ...this.#spelling.implied(f, Object.keys(given)) } };
  }

  #argument(f: FunctionModel, a: Argument, given: JsonObject): JsonObject {
    const value = given[a.name] as Json;
    const tensor = tensorIn(value);
    if (tensor && a.carries !== "nothing") {
      const sentinel = tensor.sentinel ?? this.#sentinel(f, given); // an object's method does not know how it was made
      return tensorOf(tensor, /int/.test(tensor.dtype), this.#base, sentinel); // floats are no indices
    }
    if (isObject(value) && Array.isArray(value["list"]) && a.carries !== "nothing") {
      const items = (value["list"] as readonly Json[]).map((item) =>
        this.#argument(f, a, { ...given, [a.name]: item }),
      );
      return { list: items as unknown as Json };
    }
    if (a.sentinel !== null && typeof value === "number") {
      return { int: value === a.sentinel || value < 0 ? value : value + this.#base };
    }
    const type = required(a.type);
    const of = type.kind === "list" ? type.of : type;
    const axis = ["axis", "axes", "permutation"].includes(of.kind);
    return axis ? this.#axes(value, this.#rank(f, given)) : this.lower(value, type);
  }

  /** The class number that no shift touches: the schema's, unless the call says another. */
  #sentinel(f: FunctionModel, given: JsonObject): number | undefined {
    const a = f.arguments.find((b) => b.sentinel !== null);
    if (!a || a.sentinel === null) return undefined;
    const said = given[a.name];
    if (typeof said === "number" && said < 0) return said; // a negative number is nobody's count
    return said === undefined || said === a.sentinel ? a.sentinel : undefined;
  }

  #rank(f: FunctionModel, given: JsonObject): number {
    if (this.#axisRank !== undefined) return this.#axisRank;
    const [first] = f.inputs;
    const value = first && given[first.name];
    const list = isObject(value) ? (value["list"] as readonly Json[] | undefined)?.[0] : undefined;
    return (tensorIn(value) ?? tensorIn(list))?.shape.length ?? 0;
  }

  #axes(value: Json, rank: number): JsonObject {
    if (value === null) return { null: true };
    if (typeof value === "number") return { int: countedAxis(value, rank, this.#spelling.capabilities) };
    const items = isObject(value) ? (value["list"] as readonly Json[]) : (value as readonly Json[]);
    return { list: items.map((item) => this.#axes(item, rank)) };
  }

  #literal(value: Json, type: Type): JsonObject {
    if (value === null) return { null: true };
    if (typeof value === "boolean") return { bool: value };
    if (typeof value === "string") return this.#word(value, type);
    if (typeof value === "number") {
      if (type.kind === "axis") return this.#axes(value, this.#axisRank ?? 0);
      if (type.kind === "index") return { int: value + (value < 0 ? 0 : this.#base) };
      return type.kind === "float" && !COUNTED.has(type.kind) ? { float: value } : { int: value };
    }
    return { list: (value as readonly Json[]).map((item) => this.lower(item, listed(type))) };
  }

  #word(value: string, type: Type): JsonObject {
    if (type.kind === "enum") return { enum: { type: type.name, value, name: this.#spelling.constant(value) } };
    return { [type.kind === "dtype" || type.kind === "device" ? type.kind : "string"]: value };
  }

  #function(name: string): FunctionModel {
    const f = this.#model.function(name);
    if (!f) throw new CaseError(`no function ${name}`);
    return f;
  }
  #class(name: string): ClassModel {
    const c = this.#model.class(name);
    if (!c) throw new CaseError(`no class ${name}`);
    return c;
  }
  #propertyType(owner: string, name: string): Type {
    return this.#model.property(owner, name)?.type ?? NONE;
  }
}

function tensorOf(
  { dtype, shape, bits }: TensorRecord,
  counted: boolean,
  base: number,
  sentinel: number | undefined,
): JsonObject {
  const plain = { dtype, shape, bits };
  return { tensor: (counted ? shiftedTensor(plain, base, sentinel) : plain) as unknown as Json };
}

function listed(type: Type): Type {
  return "of" in type ? type.of : { kind: "int" };
}

function spread(value: JsonObject): JsonObject {
  return "list" in value ? { spread: value["list"] as Json } : value;
}

function mapped(object: JsonObject, change: (item: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, change(item)]));
}
