/** What calls run under, for users: recording of gradients, generators. */
import type { Generator } from "../generated/classes/Generator.ts";
import { fail } from "./errors.ts";
import { native } from "./native.ts";
import { Context, currentState, runUnder, whenDone } from "./state.ts";
import { objectSlot } from "./wrappers.ts";

function withRecording<T>(on: boolean, f: () => T): T {
  const { context, scope } = currentState();
  return runUnder({ context: context.recording(on), scope }, f);
}

/**
 * Runs a function without recording gradients.
 *
 * @param f - what to run; an asynchronous one may await.
 * @returns what `f` returns.
 * @example
 * ```ts
 * const y = mg.noGrad(() => x.multiply(2));
 * y.requiresGrad; // false
 * ```
 */
export function noGrad<T>(f: () => T): T {
  return withRecording(false, f);
}

/**
 * Runs a function and records gradients, inside of `noGrad` too.
 *
 * @param f - what to run; an asynchronous one may await.
 * @returns what `f` returns.
 */
export function enableGrad<T>(f: () => T): T {
  return withRecording(true, f);
}

/** Whether gradients are recorded here. */
export function isGradEnabled(): boolean {
  return currentState().context.isRecording;
}

/** Whether this runs in a trace, where tensors stand for values. */
export function isTracing(): boolean {
  return native.isTracing(currentState().context.number) !== 0;
}

/**
 * Sets the generator to the start of a seed's sequence. Equal seeds and equal programs give equal numbers in every
 * language.
 *
 * @param seed - any integer of 64 bits.
 * @throws ValueError if it is none.
 */
export function manualSeed(seed: number | bigint): void {
  const fits = typeof seed === "bigint" ? BigInt.asIntN(64, seed) === seed : Number.isSafeInteger(seed);
  if (!fits) {
    fail("value", `argument seed is not an integer of 64 bits: given ${String(seed)}`, {
      op: "manualSeed",
      argument: "seed",
      given: String(seed),
      accepted: "a safe integer, or a bigint of 64 bits",
    });
  }
  native.setSeed(currentState().context.number, seed);
}

/**
 * Runs a function in which random functions draw from another generator.
 *
 * @param generator - the generator.
 * @param f - what to run; an asynchronous one may await.
 * @returns what `f` returns.
 */
export function withGenerator<T>(generator: Generator, f: () => T): T {
  const { context, scope } = currentState();
  const child = new Context(native.withGenerator(context.number, objectSlot(generator)));
  return whenDone(
    () => runUnder({ context: child, scope }, f),
    () => child.release(true),
  );
}
