/** Turns records into the model: fills in what is absent, resolves names, and reports those that name nothing. */
import type { AttributeRecord, ClassRecord, FunctionRecord, InputRecord, OutputRecord } from "../read/record.ts";
import type { Problems } from "../read/problems.ts";
import type { AbiModel } from "./abi.ts";
import { ExampleBuilder } from "./examples.ts";
import { Index } from "./lookup.ts";
import type { Argument, ClassModel, ExampleModel, FunctionModel, Model, Output, Range, Result } from "./model.ts";
import { TypeBuilder } from "./type_builder.ts";

/** A record and the file that it came from. */
export interface Source<R> {
  readonly file: string;
  readonly record: R;
}

export function buildModel(
  abi: AbiModel,
  functions: readonly Source<FunctionRecord>[],
  classes: readonly Source<ClassRecord>[],
  problems: Problems,
): Model {
  const pending: (() => void)[] = []; // examples: they may name anything, so they wait until all names are known
  const index = new Index(abi);
  const types = new TypeBuilder(classes.map(({ record }) => record));
  const builder = new Builder(index, types, pending, problems);
  const errors = new Set(abi.errors.map((e) => e.name));
  for (const { file, record } of functions) index.addFunction(builder.function(file, "", record));
  for (const { file, record } of inheritanceOrder(classes, problems)) index.addClass(builder.class(file, record));
  for (const fill of pending) fill();
  for (const { file, record } of [...functions, ...classes]) checkErrorNames(file, record, errors, problems);
  return index.model(problems);
}

function checkErrorNames(
  file: string,
  record: FunctionRecord | ClassRecord,
  known: ReadonlySet<string>,
  problems: Problems,
): void {
  const members = record.record === "function" ? [{ path: "", f: record }] : memberRecords(record);
  for (const { path, f } of members) {
    for (const [i, error] of f.errors.entries()) {
      if (!known.has(error.code))
        problems.add(file, `${path}/errors/${i}/code`, `no error "${error.code}" in errors.yml`);
    }
  }
}

/** The constructor and the methods of a class, each with its path. */
export function memberRecords(record: ClassRecord): { path: string; f: FunctionRecord }[] {
  const constructor = record.constructor_ ? [{ path: "/constructor_", f: record.constructor_ }] : [];
  return [...constructor, ...record.methods.map((f, i) => ({ path: `/methods/${i}`, f }))];
}

/** A base before what is derived from it; else by name. */
function inheritanceOrder(classes: readonly Source<ClassRecord>[], problems: Problems): Source<ClassRecord>[] {
  const byName = new Map(classes.map((c) => [c.record.name, c]));
  const done = new Set<string>();
  const order: Source<ClassRecord>[] = [];
  const visit = (source: Source<ClassRecord>, path: readonly string[]): void => {
    const { name, base } = source.record;
    if (done.has(name)) return;
    if (path.includes(name)) {
      problems.add(source.file, "/base", `${[...path, name].join(" extends ")}: a circle`);
      return;
    }
    if (base !== undefined) {
      const above = byName.get(base);
      if (above) visit(above, [...path, name]);
      else problems.add(source.file, "/base", `no class "${base}"`);
    }
    if (!done.has(name)) order.push(source);
    done.add(name);
  };
  for (const source of [...classes].sort((a, b) => compare(a.record.name, b.record.name))) visit(source, []);
  return order;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

class Builder {
  readonly #index: Index;
  readonly #types: TypeBuilder;
  readonly #pending: (() => void)[];
  readonly #problems: Problems;

  constructor(index: Index, types: TypeBuilder, pending: (() => void)[], problems: Problems) {
    this.#index = index;
    this.#types = types;
    this.#pending = pending;
    this.#problems = problems;
  }

  function(file: string, path: string, record: FunctionRecord, owner = ""): FunctionModel {
    const dot = record.name.lastIndexOf(".");
    const shortName = record.name.slice(dot + 1);
    const all = [
      ...record.inputs.map((input, i) => inputArgument(this.#types, input, i, i < record.positional)),
      ...record.attributes.map((attribute, i) => {
        const position = record.inputs.length + i;
        return attributeArgument(this.#types, attribute, position, position < record.positional);
      }),
    ];
    const pair = (record.pair ?? []).flatMap((name) => {
      const argument = all.find((a) => a.name === name);
      if (!argument) this.#problems.add(file, `${path}/pair`, `no argument "${name}"`);
      return argument ? [argument] : [];
    });
    const outputs = record.outputs.map((o) => output(this.#types, o));
    return {
      name: record.name,
      shortName,
      member: owner === "" ? "function" : shortName === "new" ? "constructor" : "method",
      owner,
      namespace: record.namespace,
      version: record.version,
      aliases: record.aliases ?? [],
      summary: record.summary,
      description: record.description,
      math: record.math ?? "",
      references: record.references,
      arguments: all,
      inputs: all.filter((a) => a.role === "input"),
      attributes: all.filter((a) => a.role === "attribute"),
      positional: all.filter((a) => a.positional),
      named: all.filter((a) => !a.positional),
      pair,
      outputs,
      result: this.#result(file, path, record, outputs),
      keepsSelf: record.keeps_self ?? false,
      gradient:
        record.gradient.kind === "inputs"
          ? {
              kind: "inputs",
              inputs: record.gradient.inputs,
              reads: record.gradient.reads,
              differentiableAgain: record.gradient.differentiable_again,
            }
          : record.gradient,
      batching: record.batching,
      jvp: record.jvp,
      bits: record.bits,
      blocking: record.blocking,
      events: (record.events ?? []).map((e) => ({
        ...e,
        fields: e.fields.map((f) => ({ ...f, type: this.#types.build(f.type) })),
      })),
      traits: record.traits,
      methodOfTensor: record.method_of_tensor ?? false,
      operator: record.operator ?? "",
      errors: record.errors,
      examples: this.#examples(file, path, record.examples),
      since: record.since,
      lifecycle: record.lifecycle,
    };
  }

  class(file: string, record: ClassRecord): ClassModel {
    const base = record.base ?? "";
    const above = this.#index.class(base);
    return {
      name: record.name,
      namespace: record.namespace,
      version: record.version,
      summary: record.summary,
      description: record.description,
      references: record.references,
      kind: record.kind,
      family: record.family,
      base,
      ancestors: above ? [above.name, ...above.ancestors] : [],
      constructorFunction:
        record.constructor_ && this.function(file, "/constructor_", record.constructor_, record.name),
      functionForm: record.function_form ?? "",
      methods: record.methods.map((m, i) => this.function(file, `/methods/${i}`, m, record.name)),
      overridable: (record.overridable ?? []).map((o) => ({
        name: o.name,
        description: o.description,
        parameters: o.parameters.map((p) => ({ ...p, type: this.#types.build(p.type) })),
        returns: this.#types.build(o.returns),
        hasDefault: o.default,
      })),
      properties: record.properties.map((p) => ({ ...p, type: this.#types.build(p.type) })),
      iterates: this.#types.build(record.iterates ?? { kind: "none" }),
      iterationBlocks: record.iterates_blocking ?? false,
      parameters: record.parameters.map((p) => ({ ...p, optional: p.optional ?? false })),
      keepsAlive: record.keeps_alive,
      serializable: record.serializable,
      examples: this.#examples(file, "", record.examples),
      since: record.since,
      lifecycle: record.lifecycle,
    };
  }

  #result(file: string, path: string, record: FunctionRecord, outputs: readonly Output[]): Result {
    const [first] = outputs;
    if (!first || (outputs.length === 1 && first.type.kind === "none")) return { kind: "nothing" };
    if (outputs.length === 1) return { kind: first.type.kind === "tensors" ? "list" : "single", output: first };
    if (record.result === undefined) {
      this.#problems.add(file, `${path}/result`, "two or more outputs need the name of their record");
    }
    return { kind: "record", name: record.result ?? "", outputs };
  }

  #examples(file: string, path: string, records: FunctionRecord["examples"]): readonly ExampleModel[] {
    const examples: ExampleModel[] = [];
    this.#pending.push(() => {
      for (const [i, record] of records.entries()) {
        examples.push(new ExampleBuilder(this.#index, file, `${path}/examples/${i}`, this.#problems).build(record));
      }
    });
    return examples;
  }
}

function inputArgument(types: TypeBuilder, record: InputRecord, position: number, positional: boolean): Argument {
  const [dtypes = "", dtypeVariable = ""] = record.dtypes.split(":");
  return {
    role: "input",
    name: record.name,
    description: record.description,
    type: types.build(record.type),
    position,
    required: record.optional !== true,
    default: { given: false },
    positional,
    dtypes,
    dtypeVariable,
    shape: record.shape,
    carries: record.carries ?? "nothing",
    fixed: record.without_gradient === true,
    range: UNBOUNDED,
    sentinel: null,
  };
}

const UNBOUNDED: Range = {
  minimum: -Infinity,
  maximum: Infinity,
  exclusiveMinimum: false,
  exclusiveMaximum: false,
};

function attributeArgument(
  types: TypeBuilder,
  record: AttributeRecord,
  position: number,
  positional: boolean,
): Argument {
  const { range } = record;
  return {
    role: "attribute",
    name: record.name,
    description: record.description,
    type: types.build(record.type),
    position,
    required: record.default === undefined,
    default: record.default === undefined ? { given: false } : { given: true, value: record.default },
    positional,
    dtypes: "",
    dtypeVariable: "",
    shape: "",
    carries: record.carries ?? "nothing",
    fixed: false,
    range: {
      minimum: range?.minimum ?? range?.exclusive_minimum ?? -Infinity,
      maximum: range?.maximum ?? range?.exclusive_maximum ?? Infinity,
      exclusiveMinimum: range?.exclusive_minimum !== undefined,
      exclusiveMaximum: range?.exclusive_maximum !== undefined,
    },
    sentinel: record.sentinel ?? null,
  };
}

function output(types: TypeBuilder, record: OutputRecord): Output {
  return {
    name: record.name,
    description: record.description,
    type: types.build(record.type),
    dtype: record.dtype ?? "",
    shape: record.shape ?? "",
    carriesIndices: record.carries === "indices",
  };
}
