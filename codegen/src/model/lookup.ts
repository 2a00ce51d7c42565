/** Finds functions, classes and their members by name while the model is built, and makes the whole model. */
import type { Problems } from "../read/problems.ts";
import type { AbiModel } from "./abi.ts";
import { membersOf } from "./members.ts";
import type { ClassModel, EnumModel, FunctionModel, Model, Property, RecordModel } from "./model.ts";
import { walkType, type Type } from "./types.ts";

export class Index {
  readonly #abi: AbiModel;
  readonly #free: FunctionModel[] = [];
  readonly #functions = new Map<string, FunctionModel>();
  readonly #classes = new Map<string, ClassModel>();

  constructor(abi: AbiModel) {
    this.#abi = abi;
  }

  addFunction(f: FunctionModel): void {
    this.#free.push(f);
    this.#functions.set(f.name, f);
  }

  addClass(cls: ClassModel): void {
    this.#classes.set(cls.name, cls);
    for (const f of membersOf(cls)) this.#functions.set(f.name, f);
  }

  function(name: string): FunctionModel | undefined {
    return this.#functions.get(name);
  }

  class(name: string): ClassModel | undefined {
    return this.#classes.get(name);
  }

  method(className: string, name: string): FunctionModel | undefined {
    const cls = this.#classes.get(className);
    if (!cls) return undefined;
    return cls.methods.find((m) => m.shortName === name) ?? this.method(cls.base, name);
  }

  property(className: string, name: string): Property | undefined {
    const cls = this.#classes.get(className);
    if (!cls) return undefined;
    return cls.properties.find((p) => p.name === name) ?? this.property(cls.base, name);
  }

  model(problems: Problems): Model {
    const functions = [...this.#free].sort((a, b) => (a.name < b.name ? -1 : 1));
    const classes = [...this.#classes.values()];
    const everything = [...functions, ...classes.flatMap(membersOf)];
    const enums = new Map<string, EnumModel>();
    const records = new Map<string, RecordModel>();
    const collect = (owner: string, namespace: string, type: Type, description = ""): void =>
      walkType(type, (t) => {
        if (t.kind === "enum") define(enums, { name: t.name, values: t.values }, owner, problems);
        if (t.kind === "record")
          define(records, { name: t.name, namespace, description, fields: t.fields }, owner, problems);
        if (t.kind === "object" && !this.#classes.has(t.class)) {
          problems.add(owner, "", `no class "${t.class}"`);
        }
      });
    for (const f of everything) {
      const { namespace } = f;
      for (const a of f.arguments) collect(f.name, namespace, a.type, `What ${f.name} takes as ${a.name}.`);
      for (const o of f.outputs) collect(f.name, namespace, o.type);
      for (const e of f.events) for (const field of e.fields) collect(f.name, namespace, field.type);
      if (f.result.kind === "record") {
        const fields = f.outputs.map(({ name, description, type }) => ({ name, description, type }));
        const description = `What ${f.name} returns.`;
        define(records, { name: f.result.name, namespace, description, fields }, f.name, problems);
      }
    }
    for (const cls of classes) {
      const { name, namespace } = cls;
      for (const p of cls.properties) collect(name, namespace, p.type);
      for (const o of cls.overridable)
        for (const t of [...o.parameters.map((p) => p.type), o.returns]) collect(name, namespace, t);
      collect(name, namespace, cls.iterates);
    }
    const sorted = <T extends { readonly name: string }>(map: Map<string, T>): T[] =>
      [...map.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
      abi: this.#abi,
      functions,
      classes,
      enums: sorted(enums),
      records: sorted(records),
      namespaces: [...new Set([...everything, ...classes].map((x) => x.namespace))].sort(),
      function: (name) => this.function(name),
      class: (name) => this.class(name),
      method: (cls, name) => this.method(cls, name),
      property: (cls, name) => this.property(cls, name),
    };
  }
}

/** One name, one meaning: enums and records of the same name must be equal. */
function define<T extends { readonly name: string }>(
  map: Map<string, T>,
  value: T,
  owner: string,
  problems: Problems,
): void {
  const known = map.get(value.name);
  if (!known) map.set(value.name, value);
  else if (JSON.stringify(shapeOf(known)) !== JSON.stringify(shapeOf(value))) {
    problems.add(owner, "", `"${value.name}" is defined differently elsewhere`);
  }
}

function shapeOf<T extends object>(value: T): object {
  return { ...value, description: "", namespace: "" };
}
