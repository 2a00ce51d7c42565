/** What generated classes are made of: construction in the engine, properties, walks. */
import * as buffer from "./buffer.ts";
import { withCall } from "./call.ts";
import { fail } from "./errors.ts";
import { native, type Tokens } from "./native.ts";
import { exchangeFunctions, pack, type Operator } from "./pack.ts";
import { enter } from "./state.ts";
import { readResult, unpackAll } from "./unpack.ts";
import { EngineObject, objectSlot, setPending } from "./wrappers.ts";

export { EngineObject, registerClass, vacant } from "./wrappers.ts";

/** Makes the engine's object; `super()` makes its wrapper, which holds `kept`. */
export function construct(f: Operator, args: readonly unknown[], kept: readonly unknown[] = []): void {
  withCall(f, args, (functions) => {
    const [, slot] = (native.call() ?? []) as number[];
    setPending(slot as number, [...kept.map(copied), ...(functions ?? [])]);
  });
}

/** An object that a method made and that stands on the method's own: the engine alone would not keep that one alive. */
export function holding<T extends EngineObject>(made: T, owner: EngineObject): T {
  made.kept.push(owner);
  return made;
}

/** A list or map of the user's may change; what the engine holds does not. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? { ...value } : value;
}

export function getProperty<T>(object: EngineObject, name: string): T {
  enter();
  return readResult(native.getProperty(objectSlot(object), name), []) as T;
}

export function setProperty(object: EngineObject, name: string, value: unknown): void {
  const values = buffer.valueTop;
  const bytes = buffer.byteTop;
  const outer = exchangeFunctions(undefined);
  try {
    const first = buffer.takeValues(1);
    pack(value, first);
    enter();
    native.setProperty(objectSlot(object), name, first);
    object.kept.push(...(exchangeFunctions(outer) ?? []), ...(value instanceof EngineObject ? [value] : []));
  } finally {
    exchangeFunctions(outer);
    buffer.giveBack(values, bytes);
  }
}

/** For methods that a subclass must have. */
export function missing(object: object, method: string): never {
  const name = object.constructor.name;
  fail("not_found", `${name} has no ${method}`, { op: `${name}.${method}`, hint: `define ${method} in ${name}` });
}

const abandoned = new FinalizationRegistry<number>((iterator) => native.releaseIterator(iterator));

/** What both kinds of walks share: the engine's iterator, which is released at the end. */
abstract class Walk {
  readonly object: EngineObject;
  #iterator: number | undefined;

  constructor(object: EngineObject) {
    this.object = object;
    const slot = objectSlot(object);
    enter();
    this.#iterator = native.iterate(slot);
    abandoned.register(this, this.#iterator, this);
  }

  get iterator(): number | undefined {
    return this.#iterator;
  }

  end(): void {
    if (this.#iterator === undefined) return;
    abandoned.unregister(this);
    native.releaseIterator(this.#iterator);
    this.#iterator = undefined;
  }
}

class WalkNow<T> extends Walk implements IterableIterator<T> {
  next(): IteratorResult<T> {
    if (this.iterator === undefined) return { value: undefined, done: true };
    enter();
    const tokens = native.nextNow(this.iterator);
    if (tokens !== undefined) return { value: unpackAll(tokens)[0] as T, done: false };
    return this.return();
  }

  return(): IteratorResult<T> {
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

class WalkLater<T> extends Walk implements AsyncIterableIterator<T> {
  /** One step at a time. */
  #last: Promise<unknown> = Promise.resolve();

  next(): Promise<IteratorResult<T>> {
    const step = this.#last.then(() => this.#step());
    this.#last = step.catch(() => undefined);
    return step;
  }

  async #step(): Promise<IteratorResult<T>> {
    if (this.iterator === undefined) return { value: undefined, done: true };
    enter();
    let tokens: Tokens | undefined;
    try {
      tokens = await native.next(this.iterator);
    } catch (error) {
      this.end();
      throw error;
    }
    if (tokens !== undefined) return { value: unpackAll(tokens)[0] as T, done: false };
    this.end();
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<T>> {
    await this.#last;
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Walks over an object once; steps wait for threads of the engine. */
export function iterate<T>(object: EngineObject): AsyncIterableIterator<T> {
  return new WalkLater<T>(object);
}

export function iterateNow<T>(object: EngineObject): IterableIterator<T> {
  return new WalkNow<T>(object);
}
