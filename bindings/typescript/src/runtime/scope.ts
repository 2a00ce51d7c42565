/** Scopes: what is made in them is freed at their end, except what leaves them. */
import type { TensorHandle } from "./handle.ts";
import { freeAll, TensorHandle as Handle } from "./handle.ts";
import { currentState, isPromise, runUnder } from "./state.ts";

const ENOUGH_TO_TIDY = 1024;

/** The tensors made in one run of {@link scope}. */
export class Scope {
  /** For messages. */
  readonly name: string | undefined;
  /** @internal */
  readonly parent: Scope | undefined;
  /** @internal */
  ended = false;
  #tensors: TensorHandle[] = [];
  #tidyAt = ENOUGH_TO_TIDY;

  /** @internal */
  constructor(name: string | undefined, parent: Scope | undefined) {
    this.name = name;
    this.parent = parent;
  }

  /**
   * Moves a tensor out of the scope, to the one around it.
   *
   * @param tensor - what shall outlive the scope.
   * @returns the tensor itself.
   */
  keep<T extends TensorHandle>(tensor: T): T {
    if (tensor.scope === this) {
      tensor.scope = this.parent;
      if (this.parent === undefined) tensor.watch();
      else this.parent.add(tensor);
    }
    return tensor;
  }

  /** @internal */
  add(tensor: TensorHandle): void {
    if (this.ended) {
      // Made by something that outlived the scope without being waited for: the collector's business.
      tensor.scope = undefined;
      tensor.watch();
      return;
    }
    if (this.#tensors.push(tensor) < this.#tidyAt) return;
    this.#tensors = this.#tensors.filter((t) => t.scope === this && !t.disposed);
    this.#tidyAt = Math.max(ENOUGH_TO_TIDY, 2 * this.#tensors.length);
  }

  /** @internal Frees all that still belongs to it. */
  end(): void {
    this.ended = true;
    freeAll(this.#tensors, this);
    this.#tensors = [];
  }

  /** @internal Keeps every tensor that a value holds, in arrays, maps and plain objects too. */
  keepAll(value: unknown, seen = new Set<unknown>()): void {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    if (value instanceof Handle) {
      this.keep(value);
      return;
    }
    seen.add(value);
    if (Array.isArray(value)) for (const item of value) this.keepAll(item, seen);
    else if (value instanceof Map) for (const item of value.values()) this.keepAll(item, seen);
    else if (isPlain(value)) for (const item of Object.values(value)) this.keepAll(item, seen);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Runs a function and frees the tensors that were made meanwhile.
 *
 * Its result is kept: a tensor, or those in arrays, maps and plain objects; so is what `scope.keep` was given. An
 * asynchronous function may await: the scope ends when its promise is settled, and what other functions make in between
 * does not belong to it.
 *
 * @param f - what to run; it gets the scope.
 * @param name - for messages about tensors that are used after the end.
 * @returns what `f` returns.
 * @example
 * ```ts
 * const total = mg.scope(() => x.multiply(x).sum());
 * ```
 */
export function scope<T>(f: (scope: Scope) => T, name?: string): T {
  const { context, scope: parent } = currentState();
  const made = new Scope(name, parent);
  let result: T;
  try {
    result = runUnder({ context, scope: made }, () => f(made));
  } catch (error) {
    made.end();
    throw error;
  }
  const finish = <V>(value: V): V => {
    made.keepAll(value);
    made.end();
    return value;
  };
  if (!isPromise(result)) return finish(result);
  return result.then(finish, (error: unknown) => {
    made.end();
    throw error;
  }) as T;
}
