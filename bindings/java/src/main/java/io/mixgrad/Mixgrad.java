package io.mixgrad;

import io.mixgrad.internal.Context;
import io.mixgrad.internal.EngineLibrary;
import io.mixgrad.internal.Jobs;

/** The library as a whole: random numbers, threads, memory, what it was built with. */
public final class Mixgrad {
  private Mixgrad() {}

  /**
   * Counters of the whole library.
   *
   * @param tensors tensors alive
   * @param handles handles of all kinds alive
   * @param objects objects alive
   * @param bytes bytes in use by tensors
   * @param peakBytes most bytes in use so far
   * @param poolBytes bytes held by the pool and not in use
   * @param limitBytes the limit; 0 is none
   */
  public record Memory(
      long tensors,
      long handles,
      long objects,
      long bytes,
      long peakBytes,
      long poolBytes,
      long limitBytes) {}

  /**
   * Sets the generator of the current context to the start of a seed's sequence. Equal seeds and
   * equal programs give equal numbers in every language.
   */
  public static void manualSeed(long seed) {
    Context.current().setSeed(seed);
  }

  /**
   * Whether long work, such as training, writes its progress to the standard error; at first it
   * does.
   */
  public static void setProgress(boolean shown) {
    Jobs.showProgress(shown);
  }

  /** Version of the engine, such as {@code 0.1.0}. */
  public static String version() {
    return EngineLibrary.version();
  }

  /**
   * Facts of the build and of this machine as JSON: compiler, vector instructions, libraries,
   * threads.
   */
  public static String build() {
    return EngineLibrary.build();
  }

  /** How many threads kernels may use. */
  public static int threads() {
    return EngineLibrary.threads();
  }

  /**
   * Sets how many threads kernels may use; results do not depend on it.
   *
   * @param threads at least 1, which is the caller alone
   * @throws ValueException if it is less
   */
  public static void setThreads(int threads) {
    EngineLibrary.setThreads(threads);
  }

  /** Reads the counters of the whole library. */
  public static Memory memory() {
    long[] c = EngineLibrary.memory();
    return new Memory(c[0], c[1], c[2], c[3], c[4], c[5], c[6]);
  }

  /**
   * Sets a limit on the bytes in use by tensors; a call that would pass it throws an {@link
   * OutOfMemoryException}.
   *
   * @param bytes 0 is no limit
   */
  public static void setMemoryLimit(long bytes) {
    EngineLibrary.setLimit(bytes);
  }

  /** Gives pooled memory that is not in use back to the system. */
  public static void trimMemory() {
    EngineLibrary.trim();
  }
}
