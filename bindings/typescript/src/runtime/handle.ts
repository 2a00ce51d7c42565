/**
 * Handles of tensors: a slot of the addon with its generation. A handle is freed by `dispose`, by the end of its scope, or
 * in the end by the garbage collector.
 */
import { FREE_LIST, FREE_LIST_ROOM, FREED, words } from "./buffer.ts";
import { fail } from "./errors.ts";
import type { TensorInfo } from "./info.ts";
import { native } from "./native.ts";
import { currentState } from "./state.ts";
import type { Scope } from "./scope.ts";

const GONE = -1;

/** The collector says when a wrapper is gone; the addon frees the slot with the next call. */
const collected = new FinalizationRegistry<number>((id) => {
  if (words[FREED] === 0) queueMicrotask(() => native.drain());
  free((id % 4294967296) | 0, Math.floor(id / 4294967296));
});

/**
 * Wrappers that the collector's registry does not know yet. It never reports anything before the end of a tick, and most
 * wrappers are disposed before, so they are registered late: at the end of the tick, or when there are many.
 */
const MOST_YOUNG = 1024;
const young: TensorHandle[] = [];

function registerYoung(): void {
  for (const handle of young) if (handle.slot !== GONE && handle.scope === undefined) register(handle);
  young.length = 0;
}

function register(handle: TensorHandle): void {
  if (handle.isRegistered) return;
  handle.isRegistered = true;
  collected.register(handle, handle.generation * 4294967296 + (handle.slot >>> 0), handle);
}

function free(slot: number, generation: number): void {
  if (words[FREED] === FREE_LIST_ROOM) native.drain();
  const count = words[FREED] as number;
  words[FREE_LIST + 2 * count] = slot;
  words[FREE_LIST + 2 * count + 1] = generation;
  words[FREED] = count + 1;
}

/** Frees those that belong to a scope that ends. */
export function freeAll(handles: readonly TensorHandle[], scope: Scope): void {
  for (const handle of handles) {
    if (handle.scope !== scope || handle.slot === GONE) continue;
    free(handle.slot, handle.generation);
    handle.slot = GONE;
  }
}

/** What every tensor's wrapper is. */
export abstract class TensorHandle {
  /** @internal */
  slot: number;
  /** @internal */
  generation: number;
  /** @internal */
  scope: Scope | undefined;
  /** @internal */
  isRegistered = false;
  /** @internal What never changes of it, once it was asked for. */
  info: TensorInfo | undefined = undefined;

  /** @internal */
  constructor(slot: number, generation: number) {
    this.slot = slot;
    this.generation = generation;
    this.scope = currentState().scope;
    if (this.scope === undefined) this.watch();
    else this.scope.add(this);
  }

  /** Frees the tensor now. Using it later is a DisposedError; a second call does nothing. */
  dispose(): void {
    if (this.slot === GONE) return;
    free(this.slot, this.generation);
    if (this.isRegistered) collected.unregister(this);
    this.slot = GONE;
  }

  /** So that `using x = …` frees it at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Whether it was disposed, or its scope has ended. */
  get disposed(): boolean {
    return this.slot === GONE;
  }

  /** @internal Leaves it to the collector. */
  watch(): void {
    if (young.push(this) === 1) queueMicrotask(registerYoung);
    else if (young.length >= MOST_YOUNG) registerYoung();
  }
}

/** The slot, or an error that tells why there is none. */
export function slotOf(handle: TensorHandle): number {
  if (handle.slot === GONE) failDisposed(handle);
  return handle.slot;
}

export function failDisposed(handle: TensorHandle): never {
  const ended = handle.scope?.ended === true;
  const name = ended && handle.scope?.name !== undefined ? ` ${JSON.stringify(handle.scope.name)}` : "";
  fail(
    "disposed",
    ended ? `this tensor belonged to the scope${name}, which has ended` : "this tensor was disposed",
    ended ? { hint: "return it from the scope, or keep it with scope.keep" } : {},
  );
}

type TensorClass = new (slot: number, generation: number) => TensorHandle;
let tensorClass: TensorClass | undefined;

/** Called by the generated class Tensor. */
export function setTensorClass(made: unknown): void {
  tensorClass = made as TensorClass;
}

export function makeTensor(slot: number, generation: number): TensorHandle {
  return new (tensorClass as TensorClass)(slot, generation);
}
