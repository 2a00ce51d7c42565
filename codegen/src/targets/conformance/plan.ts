/** A language's plan: every case with its forms, as steps. */
import type { FunctionModel, Model } from "../../model/model.ts";
import type { Spelling } from "../../lower/spelling.ts";
import type { CaseData, CaseFile, CaseRecord, ErrorRecord, Json, JsonObject } from "./cases.ts";
import { isObject, tensorIn } from "./cases.ts";
import { required } from "../../model/types.ts";
import { countedText, countedValue } from "./counting.ts";
import { CaseError, Expressions, type CallForm } from "./expressions.ts";
import { selected } from "./select.ts";
import { writable } from "./subscripts.ts";

export interface PlannedCase {
  readonly id: string;
  readonly subject: string;
  readonly skip: string | null;
  readonly steps: readonly JsonObject[];
}

export function planOf(model: Model, spelling: Spelling, data: CaseData): PlannedCase[] {
  return data.files.flatMap((file) => {
    const f = model.function(file.subject);
    const made = f && !model.class(file.subject) ? functionCases(model, spelling, data, file, f) : [];
    const scripts = file.cases.filter((one) => one.steps !== undefined && expressible(one, spelling));
    return [...made, ...scripts.map((one, i) => scriptCase(model, spelling, data, file, one, made.length + i === 0))];
  });
}

const expressible = (one: CaseRecord, spelling: Spelling): boolean =>
  !(one.typed === false && spelling.typed) &&
  !(one.through_host && !spelling.throws) &&
  writable(one, spelling.capabilities);

function functionCases(
  model: Model,
  spelling: Spelling,
  data: CaseData,
  file: CaseFile,
  f: FunctionModel,
): PlannedCase[] {
  const subject = file.subject;
  const made = (one: CaseRecord, form: CallForm, oracle: boolean): PlannedCase => ({
    id: form === "function" ? one.id : `${one.id} (${form})`,
    subject,
    skip: null,
    steps: attempt(one, () => callSteps(model, spelling, data, f, one, form, oracle)),
  });
  const chosen = selected(
    f,
    file.cases.filter((one) => writable(one, spelling.capabilities)),
  );
  const calls = chosen.flatMap((one, i) => [
    made(one, "function", i === 0),
    ...formsOf(spelling, f, one).map((form) => made(one, form, false)),
  ]);
  const errors = file.cases.filter((one) => one.error !== undefined && expressible(one, spelling));
  return [...calls, ...errors.map((one) => made(one, "function", false))];
}

/** The other forms in which a call of that case can be written. */
function formsOf(spelling: Spelling, f: FunctionModel, one: CaseRecord): CallForm[] {
  const given = one.arguments ?? {};
  const first = f.inputs[0];
  if (f.operator === "getitem" || f.operator === "setitem" || !first) return [];
  const onTensor = tensorIn(given[first.name]) !== undefined;
  const optional = f.arguments.some((a) => a.name in given && !a.required && spelling.form(f, a) === "either");
  const operands = f.arguments.every((a) => a.name in given);
  return [
    ...(f.methodOfTensor && onTensor && spelling.method(f) !== "" ? (["method"] as const) : []),
    ...(spelling.capabilities.operators.includes(f.operator) && operands ? (["operator"] as const) : []),
    ...(optional && !spelling.curried(f) ? (["named"] as const) : []),
  ];
}

function callSteps(
  model: Model,
  spelling: Spelling,
  data: CaseData,
  f: FunctionModel,
  one: CaseRecord,
  form: CallForm,
  oracle: boolean,
): JsonObject[] {
  const expressions = new Expressions(model, spelling, one.axis_rank);
  const given = one.arguments ?? {};
  if (one.error) return [failure(model, expressions.call(f, given, form), one.error, spelling)];
  const expected = counted(one.equals as JsonObject, f);
  const equals = oracle
    ? countedValue(expected, spelling.capabilities, data.tolerances, fieldNames(spelling))
    : countedValue(
        found(expected, data.results[one.id]?.[0]),
        spelling.capabilities,
        data.tolerances,
        fieldNames(spelling),
      );
  const [target] = f.inputs;
  if (!f.traits.includes("in_place_form") || !target) return [{ expect: expressions.call(f, given, form), equals }];
  const x = { [target.name]: { var: "x" } };
  return [
    { let: "x", be: expressions.lower(given[target.name] as Json) },
    { expect: expressions.call(f, { ...given, ...x }, form), equals },
    { expect: { var: "x" }, equals },
  ];
}

function scriptCase(
  model: Model,
  spelling: Spelling,
  data: CaseData,
  file: CaseFile,
  one: CaseRecord,
  oracle: boolean,
): PlannedCase {
  const expressions = new Expressions(model, spelling, one.axis_rank);
  let expectation = 0;
  const steps = attempt(one, () =>
    (one.steps ?? []).map((step): JsonObject => {
      if ("seed" in step) return step;
      if ("do" in step) return { do: expressions.lower(step["do"] as Json) };
      if ("let" in step) {
        expressions.define(step["let"] as string, step["be"] as Json);
        return { let: step["let"] as Json, be: expressions.lower(step["be"] as Json) };
      }
      if ("fails" in step)
        return failure(model, expressions.lower(step["fails"] as Json), step as unknown as ErrorRecord, spelling);
      const expected = step["equals"] as JsonObject;
      const own = data.results[one.id]?.[expectation];
      expectation += 1;
      const value = oracle ? expected : found(expected, own);
      return {
        expect: expressions.lower(step["expect"] as Json),
        equals: countedValue(
          countedProperty(model, step["expect"] as Json, value, spelling),
          spelling.capabilities,
          data.tolerances,
          fieldNames(spelling),
        ),
      };
    }),
  );
  return { id: one.id, subject: file.subject, skip: null, steps };
}

/** A property that is an axis or an index counts as the language does; negative ones count from the end. */
function countedProperty(model: Model, asked: Json, expected: JsonObject, spelling: Spelling): JsonObject {
  const [name, property] = isObject(asked) && typeof asked["get"] === "string" ? asked["get"].split(".") : [];
  const type = model.class(name ?? "")?.properties.find((p) => p.name === property)?.type;
  const value = expected["int"];
  const counts = type !== undefined && ["axis", "index"].includes(required(type).kind);
  return counts && typeof value === "number" && value >= 0
    ? { int: value + spelling.capabilities.indexBase }
    : expected;
}

const fieldNames =
  (spelling: Spelling) =>
  (field: string): string =>
    spelling.property("", field);

function failure(model: Model, call: JsonObject, error: ErrorRecord, spelling: Spelling): JsonObject {
  const f = error.operator === null ? undefined : model.function(error.operator);
  return {
    fails: call,
    code: error.code,
    operator: error.operator === null ? null : spelling.operatorInError(f, error.operator),
    argument: error.argument === null ? null : spelling.argumentInError(f, error.argument),
    message: error.mentions.map((text) => countedText(text, spelling.capabilities)),
  };
}

/** Marks what carries indices, as the schema says. */
function counted(value: JsonObject, f: FunctionModel): JsonObject {
  const mark = (inner: JsonObject): JsonObject => {
    const tensor = tensorIn(inner);
    if (tensor) return { tensor: { ...tensor, counts: "indices" } as unknown as Json };
    if ("list" in inner) return { list: (inner["list"] as readonly JsonObject[]).map(mark) };
    return inner;
  };
  if (f.result.kind === "record" && isObject(value["record"])) {
    const fields = Object.entries(value["record"]).map(([name, item]) => {
      const carries = f.outputs.find((o) => o.name === name)?.carriesIndices === true;
      return [name, carries ? mark(item as JsonObject) : item];
    });
    return { record: Object.fromEntries(fields) as JsonObject };
  }
  return f.outputs[0]?.carriesIndices === true ? mark(value) : value;
}

/** The bits that the engine's own run found, where the case says what they have to be: no tolerance is left. */
function found(expected: JsonObject, own: JsonObject | undefined): JsonObject {
  if (!own) return expected;
  const tensor = tensorIn(expected);
  if (tensor) {
    const result = tensorIn(own);
    return { tensor: { ...tensor, tolerance: "exact", bits: result?.bits ?? tensor.bits } as unknown as Json };
  }
  if ("float" in expected) return own;
  if ("list" in expected) {
    const items = own["list"] as readonly JsonObject[];
    return { list: (expected["list"] as readonly JsonObject[]).map((item, i) => found(item, items[i])) };
  }
  for (const kind of ["record", "map"]) {
    const fields = expected[kind];
    const mine = own["map"];
    if (!isObject(fields) || !isObject(mine)) continue;
    const merged = Object.entries(fields).map(([name, item]) => [
      name,
      found(item as JsonObject, mine[name] as JsonObject),
    ]);
    return { [kind]: Object.fromEntries(merged) as JsonObject };
  }
  return expected;
}

function attempt<T>(one: CaseRecord, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    throw new CaseError(`${one.id}: ${error.message}`);
  }
}
