/** Calls of the engine's functions: the way of everything that generated code does. */
import * as buffer from "./buffer.ts";
import { fail } from "./errors.ts";
import { keepFunction } from "./hosts.ts";
import { native } from "./native.ts";
import { ENGINE_FUNCTIONS, exchangeFunctions, pack, type Operator } from "./pack.ts";
import { enter } from "./state.ts";
import { readResult } from "./unpack.ts";
import { EngineObject } from "./wrappers.ts";
import { TensorHandle } from "./handle.ts";

export { callInBackground } from "./job.ts";
export type { Operator } from "./pack.ts";

export interface OperatorFacts {
  readonly options?: readonly string[];
  readonly outputs?: readonly string[];
  readonly job?: boolean;
  readonly keepsFunctions?: boolean;
}

/** A function of the engine, which is found at its first call. */
export function operator(name: string, version: number, facts: OperatorFacts = {}): Operator {
  return {
    name,
    version,
    options: facts.options ?? [],
    outputs: facts.outputs ?? [],
    job: facts.job ?? false,
    keepsFunctions: facts.keepsFunctions ?? false,
    number: -1,
  };
}

/** The addon's number of a function. */
export function find(f: Operator): number {
  if (f.number < 0) f.number = native.find(f.name, f.version);
  return f.number;
}

/** Functions of the package that can be given where the engine wants a function. */
export function engineFunctions(pairs: readonly (readonly [unknown, Operator])[]): void {
  for (const [f, known] of pairs) ENGINE_FUNCTIONS.set(f, known);
}

/** Functions of the user's that a call got. */
export type Functions = readonly object[] | undefined;

/** Writes a call into the shared buffer. Whoever does gives back what it takes there. */
function prepare(f: Operator, args: readonly unknown[]): Functions {
  const outer = exchangeFunctions(undefined);
  let met: Functions;
  try {
    let count = args.length;
    while (count > 0 && args[count - 1] === undefined) --count;
    const first = buffer.takeValues(count);
    for (let i = 0; i < count; ++i) pack(args[i], first + i);
    const number = f.number < 0 ? find(f) : f.number;
    const { words } = buffer;
    words[buffer.FUNCTION] = number;
    words[buffer.FIRST] = first;
    words[buffer.COUNT] = count;
    enter();
  } finally {
    met = exchangeFunctions(outer);
  }
  return met;
}

/** Writes a call into the shared buffer and runs it in another way than `call`. */
export function withCall<R>(f: Operator, args: readonly unknown[], run: (functions: Functions) => R): R {
  const values = buffer.valueTop;
  const bytes = buffer.byteTop;
  try {
    return run(prepare(f, args));
  } finally {
    buffer.giveBack(values, bytes);
  }
}

/** Calls a function. `args` stand in the schema's order; what is undefined takes its default. */
export function call<T = void>(f: Operator, args: readonly unknown[]): T {
  const values = buffer.valueTop;
  const bytes = buffer.byteTop;
  try {
    const functions = prepare(f, args);
    const result = readResult(native.call(), f.outputs);
    if (functions !== undefined) keepFunctions(f, functions, result);
    return result as T;
  } finally {
    buffer.giveBack(values, bytes);
  }
}

/** Whoever may call a function later must hold it. */
function keepFunctions(f: Operator, functions: readonly object[], result: unknown): void {
  if (result instanceof EngineObject) result.kept.push(...functions);
  if (f.keepsFunctions) functions.forEach(keepFunction);
}

/** A record whose fields the engine calls otherwise. */
export function renamed(record: object | null | undefined, names: Readonly<Record<string, string>>): unknown {
  if (record === undefined || record === null) return record;
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [names[name] ?? name, value as unknown]));
}

type NoOptions = readonly unknown[] | EngineObject | TensorHandle | ((...args: never[]) => unknown);

/** Whether an argument is an options object. */
export function isOptions<T>(value: T): value is Exclude<Extract<T, object>, NoOptions> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof TensorHandle) && !(value instanceof EngineObject) && !ArrayBuffer.isView(value);
}

const JOB_OPTIONS = ["signal", "progress"];

/** Throws if options have names that are not among the function's. */
export function checkOptions(f: Operator, options: unknown): void {
  if (!isOptions<unknown>(options)) {
    fail("type", `${f.name}: the options must be an object`, {
      op: f.name,
      argument: "options",
      given: typeof options,
    });
  }
  for (const name in options as object) {
    if (f.options.includes(name) || (f.job && JOB_OPTIONS.includes(name))) continue;
    const accepted = [...f.options, ...(f.job ? JOB_OPTIONS : [])].join(", ");
    fail("type", `${f.name} has no option ${name}: accepted ${accepted}`, {
      op: f.name,
      argument: name,
      given: name,
      accepted,
    });
  }
}
