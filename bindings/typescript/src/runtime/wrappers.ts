/**
 * The wrappers of the engine's objects. An object has one wrapper at a time: a property gives the same one again, which
 * matters for objects with fields and methods of the user's.
 */
import { fail } from "./errors.ts";
import { hostNumber } from "./hosts.ts";
import { native } from "./native.ts";

interface Collected {
  readonly slot: number;
  readonly reference: WeakRef<EngineObject>;
}

const WRAPPERS = new Map<number, WeakRef<EngineObject>>();
const collected = new FinalizationRegistry<Collected>(({ slot, reference }) => {
  if (WRAPPERS.get(slot) === reference) forget(slot); // else the object has another wrapper by now
});

function forget(slot: number): void {
  WRAPPERS.delete(slot);
  native.releaseObject(slot);
}

export interface ClassFacts {
  /** Users may subclass it. */
  readonly open: boolean;
  readonly module: boolean;
  /** Requests of the engine, and the methods here that answer them. */
  readonly methods: Readonly<Record<string, string>>;
}

type Constructor = { readonly prototype: object; readonly name: string };

const CLASSES = new Map<string, Constructor>();
const FACTS = new Map<object, ClassFacts | undefined>();

/** Makes a generated class the one for the engine's class of that name. */
export function registerClass(name: string, made: Constructor, facts?: ClassFacts): void {
  CLASSES.set(name, made);
  FACTS.set(made.prototype, facts);
}

/** The nearest generated class of an object. */
function generatedPrototype(object: object): object | undefined {
  let prototype: unknown = Object.getPrototypeOf(object);
  while (typeof prototype === "object" && prototype !== null && !FACTS.has(prototype))
    prototype = Object.getPrototypeOf(prototype);
  return (prototype as object | null) ?? undefined;
}

export function factsOf(object: object): ClassFacts | undefined {
  const prototype = generatedPrototype(object);
  return prototype && FACTS.get(prototype);
}

/** Whether a method is the user's, not a generated class's. */
export function isOverridden(object: object, method: string | symbol): boolean {
  let holder: object | null = object;
  while (holder !== null && !Object.hasOwn(holder, method)) holder = Object.getPrototypeOf(holder) as object | null;
  return holder !== null && !FACTS.has(holder);
}

/** What a constructor of a generated class made in the engine, before `super()` makes the wrapper. */
let pending: { readonly slot: number; readonly kept: readonly unknown[] } | undefined;

export function setPending(slot: number, kept: readonly unknown[]): void {
  pending = { slot, kept };
}

/** Whether no constructor below has made the object yet. */
export function vacant(): boolean {
  return pending === undefined;
}

const GONE = -1;

/** The base of the engine's objects. Equal only to itself; alive as long as JavaScript or the engine holds it. */
export abstract class EngineObject {
  /** @internal */
  declare slot: number;
  /** @internal What the engine's object needs from JavaScript: its children with their fields, functions. */
  declare kept: unknown[];
  /** @internal Of modules of the user's: the fields that the engine knows. */
  declare fields: Map<string, unknown> | undefined;
  /** @internal Of objects of the user's classes: the methods that the engine asks for, as it was last told. */
  declare overrides: string | undefined;

  /** @internal */
  constructor() {
    const made = pending;
    pending = undefined;
    if (made === undefined) {
      fail("type", `${new.target.name} objects are made by the engine only`, { op: new.target.name });
    }
    adopt(this, made.slot, made.kept);
    if (!FACTS.has(new.target.prototype as object)) tie(this, new.target.name);
  }

  /** Lets go of the engine's object now. Using it later is a DisposedError; a second call does nothing. */
  dispose(): void {
    if (this.slot === GONE) return;
    const reference = WRAPPERS.get(this.slot);
    if (reference) collected.unregister(reference);
    forget(this.slot);
    this.slot = GONE;
    this.kept = [];
  }

  /** So that `using x = …` lets go of it at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

function adopt(object: EngineObject, slot: number, kept: readonly unknown[]): void {
  const hidden = { enumerable: false, writable: true, configurable: true };
  Object.defineProperty(object, "slot", { value: slot, ...hidden });
  Object.defineProperty(object, "kept", { value: [...kept], ...hidden });
  Object.defineProperty(object, "fields", { value: undefined, ...hidden });
  Object.defineProperty(object, "overrides", { value: undefined, ...hidden });
  const reference = new WeakRef(object);
  WRAPPERS.set(slot, reference);
  collected.register(object, { slot, reference }, reference);
}

/** Tells the engine that methods of this object are the user's. */
function tie(object: EngineObject, name: string): void {
  const facts = factsOf(object);
  if (facts?.open !== true) {
    const base = (generatedPrototype(object)?.constructor as { name?: string } | undefined)?.name ?? "this class";
    object.dispose();
    fail("type", `${base} can't be subclassed: it is not open`, { op: name, hint: "subclass one of the open classes" });
  }
  if (facts.module) object.fields = new Map();
  tellOverrides(object);
}

/**
 * Tells the engine which methods are the user's: it asks for no others. Class fields are defined without telling anybody,
 * so they are looked for again whenever the object goes to the engine.
 */
export function tellOverrides(object: EngineObject): void {
  const facts = factsOf(object);
  if (facts === undefined) return;
  const methods = Object.entries(facts.methods).filter(([, name]) => isOverridden(object, name));
  const names = methods.map(([request]) => request).join(",");
  if (object.overrides === names) return;
  native.override(object.slot, hostNumber(object), names);
  object.overrides = names;
}

/** The wrapper of an object that the engine gave. */
export function wrapperOf(slot: number): EngineObject {
  const known = WRAPPERS.get(slot)?.deref();
  if (known !== undefined) return known;
  const name = native.className(slot);
  const made = Object.create(CLASSES.get(name)?.prototype ?? EngineObject.prototype) as EngineObject;
  adopt(made, slot, []);
  return made;
}

export function classNamed(name: string): (new () => EngineObject) | undefined {
  return CLASSES.get(name) as (new () => EngineObject) | undefined;
}

/** The number of an object's slot, or an error if it was disposed. */
export function objectSlot(object: EngineObject): number {
  if (object.slot === GONE) fail("disposed", `this ${object.constructor.name} was disposed`);
  return object.slot;
}
