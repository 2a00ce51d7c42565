/** The library as a whole: threads, memory, what it was built with. */
import { native } from "./native.ts";

/** Counters of the whole library. */
export interface Memory {
  /** Tensors alive. */
  readonly tensors: number;
  /** Handles of all kinds alive. */
  readonly handles: number;
  /** Objects alive. */
  readonly objects: number;
  /** Bytes in use by tensors. */
  readonly bytes: number;
  /** Most bytes in use so far. */
  readonly peakBytes: number;
  /** Bytes held by the pool and not in use. */
  readonly poolBytes: number;
  /** The limit; 0 is none. */
  readonly limitBytes: number;
}

/** Reads the counters of the whole library. What was disposed is freed first. */
export function memory(): Memory {
  const [tensors = 0, handles = 0, objects = 0, bytes = 0, peakBytes = 0, poolBytes = 0, limitBytes = 0] =
    native.memory();
  return { tensors, handles, objects, bytes, peakBytes, poolBytes, limitBytes };
}

/**
 * Sets a limit on the bytes in use by tensors; a call that would pass it throws an OutOfMemoryError.
 *
 * @param bytes - the limit; 0 is none.
 */
export function setMemoryLimit(bytes: number): void {
  native.setMemoryLimit(bytes);
}

/** Gives pooled memory that is not in use back to the system. */
export function trimMemory(): void {
  native.trimMemory();
}

/**
 * Sets how many threads kernels may use; results do not depend on it.
 *
 * @param threads - at least 1, which is the caller alone.
 */
export function setThreads(threads: number): void {
  native.setThreads(threads);
}

/** How many threads kernels may use. */
export function getThreads(): number {
  return native.threads();
}

/** Facts of the build and of this machine: compiler, vector instructions, libraries, threads. */
export function buildFacts(): Record<string, unknown> {
  return JSON.parse(native.build()) as Record<string, unknown>;
}
