/**
 * Fields of the user's modules. Class fields are defined without telling anybody, so they are looked for whenever a module
 * goes to the engine: layers become children, tensors that want a gradient parameters, under names in snake_case, which are
 * the same data in every language.
 */
import { call, operator } from "./call.ts";
import { TensorHandle } from "./handle.ts";
import { fail } from "./errors.ts";
import { describe } from "./info.ts";
import type { Operator } from "./pack.ts";
import { classNamed, EngineObject, factsOf } from "./wrappers.ts";

interface Register {
  readonly module: Operator;
  readonly parameter: Operator;
}
let register: Register | undefined;
const operators = (): Register =>
  (register ??= { module: operator("Module.register_module", 1), parameter: operator("Module.register_parameter", 1) });

/** `fcOut` and `FcOut` become `fc_out`. */
export function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_").toLowerCase();
}

const isModule = (value: unknown): value is EngineObject =>
  value instanceof EngineObject && factsOf(value)?.module === true;

function isParameter(value: unknown): value is TensorHandle {
  if (!(value instanceof TensorHandle) || value.disposed) return false;
  const info = describe(value);
  return info.requiresGrad && info.isLeaf && !info.isTraced;
}

const running = new Set<EngineObject>();

/** Tells the engine of the fields that a module has by now. */
export function scan(object: EngineObject): void {
  const known = object.fields;
  if (known === undefined || running.has(object)) return;
  running.add(object);
  try {
    const fields = object as unknown as Record<string, unknown>;
    for (const [name, before] of known) if (fields[name] !== before) checkIsThere(object, name, fields[name]);
    for (const name of Object.keys(object)) scanField(object, known, name, fields[name]);
  } finally {
    running.delete(object);
  }
}

/** Or the engine would go on training and saving what was there. */
function checkIsThere(object: EngineObject, name: string, value: unknown): void {
  if (isModule(value) || isParameter(value) || Array.isArray(value)) return;
  const owner = object.constructor.name;
  fail("value", `${name} is registered in this ${owner} and can't be replaced: write into it, or make another model`, {
    argument: "name",
    given: name,
  });
}

function scanField(object: EngineObject, known: Map<string, unknown>, name: string, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (value === object) return;
  if (isModule(value)) {
    if (known.get(name) === value) return scan(value);
    call(operators().module, [object, snakeCase(name), value]);
    known.set(name, value);
  } else if (value instanceof TensorHandle) {
    if (known.get(name) === value || !isParameter(value)) return;
    call(operators().parameter, [object, snakeCase(name), value]);
    known.set(name, value);
  } else if (Array.isArray(value) && value.length > 0 && value.every(isModule)) {
    scanList(object, known, name, value);
  }
}

/** A list of modules is a module whose children are named by their places. */
function scanList(
  object: EngineObject,
  known: Map<string, unknown>,
  name: string,
  modules: readonly EngineObject[],
): void {
  let container = known.get(name);
  if (!(container instanceof EngineObject)) {
    const Module = classNamed("Module");
    if (!Module) return;
    container = new Module();
    call(operators().module, [object, snakeCase(name), container]);
    known.set(name, container);
  }
  const there = (container as EngineObject).kept;
  modules.forEach((module, i) => {
    if (there[i] === module) return scan(module);
    call(operators().module, [container, String(i), module]);
    there[i] = module;
  });
}
