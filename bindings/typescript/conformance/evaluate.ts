/**
 * Evaluates the plan's expressions. Each evaluation is a generator that yields the promises it meets: at the top they are
 * awaited, in a function that mixgrad calls there may be none.
 */
import { join } from "node:path";
import * as mg from "mixgrad";
import { bytesOf, makeTensor } from "./elements.ts";
import { list, map, number, only, type Fields, type Json, type TensorSpec } from "./plan.ts";

export type Variables = Map<string, unknown>;
type Evaluation<T = unknown> = Generator<unknown, T, unknown>;
type Callable = (...args: unknown[]) => unknown;

const FOLDER = "build/conformance";

export async function evaluate(e: Json, variables: Variables): Promise<unknown> {
  const steps = value(e, variables);
  let step = steps.next();
  while (!step.done) {
    try {
      step = steps.next(await step.value);
    } catch (error) {
      step = steps.throw(error);
    }
  }
  return step.value;
}

function evaluateNow(e: Json, variables: Variables): unknown {
  const step = value(e, variables).next();
  if (!step.done) throw new Error("a function that mixgrad calls can not wait");
  return step.value;
}

function* value(e: Json, variables: Variables): Evaluation {
  const [kind, x] = only(e);
  const fields = x as Fields;
  switch (kind) {
    case "var":
      if (!variables.has(x as string)) throw new Error(`there is no variable ${String(x)}`);
      return variables.get(x as string);
    case "tensor":
      return makeTensor(x as unknown as TensorSpec);
    case "null":
      return null;
    case "bool":
    case "string":
    case "dtype":
    case "device":
      return x;
    case "int":
    case "float":
      return number(x);
    case "path":
      return join(FOLDER, x as string);
    case "enum":
      return fields["value"];
    case "bytes":
      return bytesOf(x as string);
    case "slice":
      return fields["empty"] === true ? mg.slice(0, 0) : subscriptItem(x);
    case "record":
      return yield* named(map(fields["fields"]), variables);
    case "list":
      return yield* values(list(x), variables);
    case "map":
      return yield* named(fields, variables);
    case "subscript":
      return list(x).map(subscriptItem);
    case "function":
      return place(fields);
    case "host":
      return host(fields, variables);
    case "subclass":
      return subclass(fields, variables);
    case "call":
      return yield* apply(place(fields) as Callable, undefined, fields, variables);
    case "new": {
      const Class = place(fields) as new (...args: unknown[]) => unknown;
      return yield* finish(new Class(...(yield* args(fields, variables))), fields);
    }
    case "curried": {
      const apart = yield* options({ named: fields["outerNamed"] ?? null }, variables);
      const outer = [...(yield* values(list(fields["outer"]), variables)), ...apart];
      const inner = (place(fields) as Callable)(...outer) as Callable;
      return inner(...(yield* positional(fields, variables)));
    }
    case "method": {
      const self = (yield* value(fields["self"] as Json, variables)) as Record<string, unknown>;
      const member = self[fields["name"] as string];
      if (typeof member !== "function") return member; // `length` is a property
      return yield* apply(member as Callable, self, fields, variables);
    }
    case "operator":
      return yield* operator(fields, variables);
    case "get":
    case "field":
    case "key": {
      const of = (yield* value(fields["of"] as Json, variables)) as Record<string, unknown>;
      return of[(fields["name"] ?? fields["key"]) as string];
    }
    case "set": {
      const of = (yield* value(fields["of"] as Json, variables)) as Record<string, unknown>;
      of[fields["name"] as string] = yield* value(fields["to"] as Json, variables);
      return undefined;
    }
    case "item":
      return ((yield* value(fields["of"] as Json, variables)) as unknown[])[fields["index"] as number];
    case "iterate":
      return yield walk(yield* value(fields["of"] as Json, variables));
    default:
      throw new Error(`an expression that this runner does not know: ${kind}`);
  }
}

/** A function or class of the package, by namespace and name. */
function place(fields: Fields): unknown {
  const path = [...String(fields["namespace"] ?? "").split("."), String(fields["name"])].filter((part) => part !== "");
  let found: unknown = mg;
  for (const part of path) found = (found as Record<string, unknown>)[part];
  if (found === undefined) throw new Error(`the package has no ${path.join(".")}`);
  return found;
}

function* values(expressions: readonly Json[], variables: Variables): Evaluation<unknown[]> {
  const made: unknown[] = [];
  for (const e of expressions) made.push(yield* value(e, variables));
  return made;
}

function* named(fields: Fields, variables: Variables): Evaluation<Record<string, unknown>> {
  const made: Record<string, unknown> = {};
  for (const [name, e] of Object.entries(fields)) made[name] = yield* value(e, variables);
  return made;
}

function* positional(fields: Fields, variables: Variables): Evaluation<unknown[]> {
  const made: unknown[] = [];
  for (const e of list(fields["positional"])) {
    const spread = map(e)["spread"];
    if (spread === undefined) made.push(yield* value(e, variables));
    else made.push(...(yield* values(list(spread), variables)));
  }
  return made;
}

/** What is given by name stands in one object behind the rest. */
function* options(fields: Fields, variables: Variables): Evaluation<unknown[]> {
  const given = map(fields["named"]);
  return Object.keys(given).length === 0 ? [] : [yield* named(given, variables)];
}

function* args(fields: Fields, variables: Variables): Evaluation<unknown[]> {
  return [...(yield* positional(fields, variables)), ...(yield* options(fields, variables))];
}

function* apply(f: Callable, self: unknown, fields: Fields, variables: Variables): Evaluation {
  return yield* finish(f.apply(self, yield* args(fields, variables)), fields);
}

function* finish(result: unknown, fields: Fields): Evaluation {
  if (fields["await"] !== true) return result;
  if (typeof (result as { then?: unknown } | undefined)?.then !== "function") {
    throw new Error(`${String(fields["name"])} gives no promise`);
  }
  return yield result;
}

function host(fields: Fields, variables: Variables): Callable {
  const parameters = list(fields["parameters"]) as readonly string[];
  return (...given) => {
    const inside = new Map(variables);
    parameters.forEach((name, i) => inside.set(name, given[i]));
    return evaluateNow(fields["body"] as Json, inside);
  };
}

/** An object of a class that is derived here; what the base has as a property is one here, too. */
function subclass(fields: Fields, variables: Variables): unknown {
  const Base = place(fields) as new () => object;
  class Derived extends Base {}
  for (const [name, method] of Object.entries(map(fields["methods"]))) {
    const run = host(map(map(method)["host"]), variables);
    const property = isAccessor(Base.prototype as object, name);
    Object.defineProperty(Derived.prototype, name, property ? { get: () => run() } : { value: run });
  }
  return new Derived();
}

function isAccessor(prototype: object | null, name: string): boolean {
  if (prototype === null) return false;
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  return own ? own.get !== undefined : isAccessor(Object.getPrototypeOf(prototype) as object | null, name);
}

function subscriptItem(item: Json): mg.Subscript {
  if (item === "all") return mg.slice();
  if (item === "ellipsis") return mg.ellipsis;
  if (item === "newaxis") return mg.newaxis;
  const fields = item as Fields;
  if ("tensor" in fields) return makeTensor(fields["tensor"] as unknown as TensorSpec);
  if (typeof fields["bool"] === "boolean") return fields["bool"];
  const { at, from, to, by } = fields as Readonly<Record<string, number | null>>;
  return typeof at === "number" ? at : mg.slice(from ?? undefined, to ?? undefined, by ?? undefined);
}

/** JavaScript lets no library define operators; subscripts are `at` and `setAt`. */
function* operator(fields: Fields, variables: Variables): Evaluation {
  const [x, subscript, source] = yield* values(list(fields["operands"]), variables);
  const items = subscript as mg.Subscript[];
  switch (fields["operator"]) {
    case "getitem":
      return (x as mg.Tensor).at(...items);
    case "setitem":
      return (x as mg.Tensor).setAt(source as mg.Tensor, ...items);
    default:
      throw new Error(`TypeScript has no operator ${String(fields["operator"])}`);
  }
}

async function walk(object: unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const item of object as AsyncIterable<unknown>) seen.push(item);
  return seen;
}
