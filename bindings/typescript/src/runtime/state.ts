/**
 * What calls run under: a context of the engine and a scope. It follows `await`, by AsyncLocalStorage, which is asked only
 * once something else than the first state has been made current.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { SPELLINGS } from "../generated/spellings.ts";
import { CONTEXT, words } from "./buffer.ts";
import { native } from "./native.ts";
import type { Scope } from "./scope.ts";

/** A context of the engine. Its children are made once. */
export class Context {
  readonly number: number;
  #recording: Context | undefined;
  #quiet: Context | undefined;

  constructor(number: number) {
    this.number = number;
  }

  get isRecording(): boolean {
    return native.isRecording(this.number) !== 0;
  }

  /** This context if it records, or does not, already; else its child. */
  recording(on: boolean): Context {
    if (this.isRecording === on) return this;
    if (on) return (this.#recording ??= new Context(native.withRecording(this.number, true)));
    return (this.#quiet ??= new Context(native.withRecording(this.number, false)));
  }

  /** Releases the children; the context itself too unless the engine does. */
  release(own: boolean): void {
    this.#recording?.release(true);
    this.#quiet?.release(true);
    if (own) native.releaseContext(this.number);
  }
}

export interface State {
  readonly context: Context;
  readonly scope: Scope | undefined;
}

const first: State = { context: new Context(native.newContext(SPELLINGS)), scope: undefined };
const storage = new AsyncLocalStorage<State>();
let onlyTheFirst = true;
/** The state of the function that runs now, up to its first await: it need not be asked for. */
let running: State | undefined;

export function currentState(): State {
  if (running !== undefined) return running;
  return onlyTheFirst ? first : (storage.getStore() ?? first);
}

/** Runs `f` under a state; what it awaits stays under it. */
export function runUnder<T>(state: State, f: () => T): T {
  onlyTheFirst = false;
  const before = running;
  running = state;
  try {
    return storage.run(state, f);
  } finally {
    running = before;
  }
}

/** Tells the addon under which context the next call runs. */
export function enter(): State {
  const state = currentState();
  words[CONTEXT] = state.context.number;
  return state;
}

/** Calls `end` when `result` is there: now, or when its promise is settled. */
export function whenDone<T>(run: () => T, end: () => void): T {
  let result: T;
  try {
    result = run();
  } catch (error) {
    end();
    throw error;
  }
  if (!isPromise(result)) {
    end();
    return result;
  }
  return result.then(
    (value) => {
      end();
      return value;
    },
    (error: unknown) => {
      end();
      throw error;
    },
  ) as T;
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
