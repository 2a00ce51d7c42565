/** What the schemas demand of the case files: a subject for everything, and everything of it exercised. */
import { membersOf } from "../../model/members.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { isObject, tensorIn, type CaseData, type Json, type JsonObject } from "./cases.ts";

/** Everything that any case does: calls with their arguments, properties, errors. */
class Exercised {
  readonly calls = new Map<string, JsonObject[]>();
  readonly properties = new Set<string>();
  readonly iterated = new Set<string>();

  add(name: string, given: JsonObject): void {
    const list = this.calls.get(name) ?? [];
    list.push(given);
    this.calls.set(name, list);
  }

  walk(value: Json): void {
    if (Array.isArray(value)) return value.forEach((item) => this.walk(item as Json));
    if (!isObject(value)) return;
    if (typeof value["call"] === "string") this.add(value["call"], (value["arguments"] ?? {}) as JsonObject);
    if (typeof value["new"] === "string") this.add(`${value["new"]}.new`, (value["arguments"] ?? {}) as JsonObject);
    if (typeof value["subclass"] === "string") this.add(`${value["subclass"]}.new`, {});
    for (const kind of ["get", "set"]) if (typeof value[kind] === "string") this.properties.add(value[kind]);
    for (const item of Object.values(value)) this.walk(item);
  }
}

/** What the cases leave out, a line each. */
export function missingCases(model: Model, data: CaseData): string[] {
  const subjects = new Set(data.files.map((file) => file.subject));
  const demanded = [...model.functions.map((f) => f.name), ...model.classes.map((c) => c.name)];
  const problems = [
    ...demanded
      .filter((name) => !subjects.has(name))
      .map(
        (name) =>
          `${name} has no cases: write test/conformance/cases/${/^[A-Z]/.test(name) ? "classes/" : ""}${name}.py`,
      ),
    ...[...subjects].filter((name) => !demanded.includes(name)).map((name) => `${name} has cases and no schema`),
    ...data.files.filter((file) => file.cases.length === 0).map((file) => `${file.subject} has no case`),
  ];
  const seen = new Exercised();
  for (const file of data.files) {
    for (const one of file.cases) {
      if (one.arguments) seen.add(file.subject, one.arguments);
      seen.walk((one.arguments ?? {}) as Json);
      seen.walk((one.steps ?? []) as Json);
    }
  }
  for (const f of model.functions) if (subjects.has(f.name)) problems.push(...unexercised(f, seen));
  for (const f of model.functions) problems.push(...withoutGradient(f, data));
  for (const c of model.classes) if (subjects.has(c.name)) problems.push(...unexercisedOfClass(c, seen, model));
  return problems;
}

function unexercised(f: FunctionModel, seen: Exercised): string[] {
  const calls = seen.calls.get(f.name) ?? [];
  if (calls.length === 0) return [`no case calls ${f.name}`];
  return f.arguments.flatMap((a) => {
    const given = calls.filter((call) => a.name in call).map((call) => call[a.name]);
    const type = required(a.type);
    return [
      ...(given.length === 0 ? [`no case gives ${f.name} the argument ${a.name}`] : []),
      ...(!a.required && given.length === calls.length
        ? [`no case leaves out the argument ${a.name} of ${f.name}`]
        : []),
      ...(type.kind === "enum"
        ? type.values.filter((v) => !given.includes(v.name)).map((v) => `no case gives ${f.name} ${a.name} "${v.name}"`)
        : []),
    ];
  });
}

const FLOATING = ["float16", "bfloat16", "float32", "float64"];

/** Every gradient in every floating dtype. That of a function of the host's language is its own, and scripts see to it. */
function withoutGradient(f: FunctionModel, data: CaseData): string[] {
  const cases = data.files.filter((file) => file.subject === f.name).flatMap((file) => file.cases);
  return differentiated(f).flatMap((name) =>
    FLOATING.filter((dtype) => !cases.some((one) => dtypesIn(one.gradients?.[name]).includes(dtype))).map(
      (dtype) => `no case has the gradient of ${f.name} with regard to ${name} in ${dtype}`,
    ),
  );
}

function differentiated({ gradient, inputs }: FunctionModel): readonly string[] {
  if (gradient.kind === "inputs") return gradient.differentiableAgain ? gradient.inputs : [];
  if (gradient.kind === "none") return [];
  return inputs.filter(({ dtypes }) => dtypes !== "integer" && dtypes !== "bool").map(({ name }) => name);
}

function dtypesIn(value: Json | undefined): string[] {
  const items = isObject(value) && Array.isArray(value["list"]) ? (value["list"] as readonly Json[]) : [value];
  return items.flatMap((item) => tensorIn(item)?.dtype ?? []);
}

function unexercisedOfClass(c: ClassModel, seen: Exercised, model: Model): string[] {
  const members = membersOf(c);
  const own = [c.name, ...model.classes.filter((d) => d.ancestors.includes(c.name)).map((d) => d.name)];
  const properties = c.properties.filter((p) => !own.some((name) => seen.properties.has(`${name}.${p.name}`)));
  return [
    ...members.flatMap((f) => unexercised(f, seen)),
    ...properties.map((p) => `no case reads the property ${c.name}.${p.name}`),
  ];
}
