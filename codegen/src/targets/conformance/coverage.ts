/** What the schemas demand of the case files: a subject for everything, and everything of it exercised. */
import { membersOf } from "../../model/members.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import {
  isObject,
  tensorIn,
  type CaseData,
  type CaseRecord,
  type ErrorRecord,
  type Json,
  type JsonObject,
} from "./cases.ts";

/** Everything that any case does: calls with their arguments, properties that are read and set, errors. */
class Exercised {
  /** Calls that succeed; what fails shows nothing of an argument. */
  readonly calls = new Map<string, JsonObject[]>();
  readonly read = new Set<string>();
  readonly set = new Set<string>();
  /** `function code`, of the function that is called and of the one that the error names. */
  readonly errors = new Set<string>();
  /** Methods that a class of the host overrides: `Module.forward`. */
  readonly overridden = new Set<string>();
  /** Subjects in whose cases something is walked. */
  readonly iterated = new Set<string>();

  add(name: string, given: JsonObject): void {
    const list = this.calls.get(name) ?? [];
    list.push(given);
    this.calls.set(name, list);
  }

  fail(called: string, { code, operator }: ErrorRecord): void {
    for (const name of [called, operator ?? called]) this.errors.add(`${name} ${code}`);
  }

  case(subject: string, one: CaseRecord): void {
    const given = one.arguments ?? {};
    if (one.error) this.fail(subject, one.error);
    else if (one.arguments) this.add(subject, given);
    this.#walk(given, subject);
    for (const step of one.steps ?? []) {
      const failing = step["fails"];
      if (isObject(failing)) {
        this.fail(nameOf(failing), step as unknown as ErrorRecord);
        for (const part of Object.values(failing)) this.#walk(part, subject);
      } else this.#walk(step, subject);
    }
  }

  #walk(value: Json, subject: string): void {
    if (Array.isArray(value)) return value.forEach((item) => this.#walk(item as Json, subject));
    if (!isObject(value)) return;
    const given = (value["arguments"] ?? {}) as JsonObject;
    if (typeof value["call"] === "string" || typeof value["new"] === "string") this.add(nameOf(value), given);
    if (typeof value["subclass"] === "string") {
      this.add(`${value["subclass"]}.new`, {});
      for (const name of Object.keys(value["methods"] as JsonObject))
        this.overridden.add(`${value["subclass"]}.${name}`);
    }
    if (typeof value["get"] === "string") this.read.add(value["get"]);
    if (typeof value["set"] === "string") this.set.add(value["set"]);
    if ("iterate" in value) this.iterated.add(subject);
    for (const item of Object.values(value)) this.#walk(item, subject);
  }
}

/** What an expression calls: a function, or `Linear.new`; "" if nothing. */
function nameOf(expression: JsonObject): string {
  const { call, new: made } = expression;
  return typeof call === "string" ? call : typeof made === "string" ? `${made}.new` : "";
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
  for (const file of data.files) for (const one of file.cases) seen.case(file.subject, one);
  for (const f of model.functions) if (subjects.has(f.name)) problems.push(...unexercised(f, seen));
  for (const f of model.functions) problems.push(...withoutGradient(f, data));
  for (const c of model.classes) if (subjects.has(c.name)) problems.push(...unexercisedOfClass(c, seen, model));
  return [...problems, ...unexercisedErrors(model, data, seen)];
}

/** Errors that a schema says and no case causes, unless the case file names a test that does. */
function unexercisedErrors(model: Model, data: CaseData, seen: Exercised): string[] {
  const members = model.classes.flatMap((c) => [
    ...(c.constructorFunction ? [c.constructorFunction] : []),
    ...c.methods,
  ]);
  const demanded = new Map(
    [...model.functions, ...members].flatMap((f) => f.errors.map((e) => [`${f.name} ${e.code}`, e.when])),
  );
  const elsewhere = data.files.flatMap((file) => file.elsewhere ?? []).map((e) => `${e.function} ${e.code}`);
  return [
    ...[...demanded]
      .filter(([error]) => !seen.errors.has(error) && !elsewhere.includes(error))
      .map(([error, when]) => `no case causes the error ${error}: ${when}`),
    ...elsewhere
      .filter((error) => seen.errors.has(error) || !demanded.has(error))
      .map((error) => `the error ${error} is tested elsewhere without need`),
  ];
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
  const accepted = (name: string): string[] =>
    f.inputs.some((a) => a.name === name && a.dtypes === "float32_or_float64") ? FLOATING.slice(2) : FLOATING;
  return differentiated(f).flatMap((name) =>
    accepted(name)
      .filter((dtype) => !cases.some((one) => dtypesIn(one.gradients?.[name]).includes(dtype)))
      .map((dtype) => `no case has the gradient of ${f.name} with regard to ${name} in ${dtype}`),
  );
}

function differentiated({ gradient, inputs }: FunctionModel): readonly string[] {
  if (gradient.kind === "inputs") return gradient.differentiableAgain ? gradient.inputs : [];
  if (gradient.kind === "none") return [];
  return inputs
    .filter(({ dtypes, fixed }) => !fixed && dtypes !== "integer" && dtypes !== "bool")
    .map(({ name }) => name);
}

function dtypesIn(value: Json | undefined): string[] {
  const items = isObject(value) && Array.isArray(value["list"]) ? (value["list"] as readonly Json[]) : [value];
  return items.flatMap((item) => tensorIn(item)?.dtype ?? []);
}

function unexercisedOfClass(c: ClassModel, seen: Exercised, model: Model): string[] {
  const members = membersOf(c);
  const own = [c.name, ...model.classes.filter((d) => d.ancestors.includes(c.name)).map((d) => d.name)];
  const lacking = (list: typeof c.properties, done: ReadonlySet<string>): typeof c.properties =>
    list.filter((p) => !own.some((name) => done.has(`${name}.${p.name}`)));
  const writable = c.properties.filter((p) => p.access === "write");
  return [
    ...members.flatMap((f) => unexercised(f, seen)),
    ...lacking(c.properties, seen.read).map((p) => `no case reads the property ${c.name}.${p.name}`),
    ...lacking(writable, seen.set).map((p) => `no case sets the property ${c.name}.${p.name}`),
    ...c.overridable
      .filter((o) => c.kind === "open" && !own.some((name) => seen.overridden.has(`${name}.${o.name}`)))
      .map((o) => `no case overrides the method ${c.name}.${o.name}`),
    ...(c.iterates.kind !== "none" && !seen.iterated.has(c.name) ? [`no case of ${c.name} walks one`] : []),
  ];
}
