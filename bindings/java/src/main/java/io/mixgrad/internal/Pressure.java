package io.mixgrad.internal;

/**
 * Java's collector does not see the memory of tensors: a loop without scopes would fill the machine
 * with garbage that costs Java almost nothing. So every few tensors the engine's counters are
 * looked at, and when they have doubled since the last time, garbage is collected.
 */
final class Pressure {
  private static final int EVERY = 16;
  private static final long BYTES = 256L << 20;
  private static final long HANDLES = 1_000_000;
  private static final int AT_BYTES = 3;
  private static final int AT_HANDLES = 1;

  private static int made; // lost updates do no harm
  private static volatile long mostBytes = BYTES;
  private static volatile long mostHandles = HANDLES;

  private Pressure() {}

  /** Called for each new tensor. */
  static void feel() {
    if (++made % EVERY == 0) look();
  }

  private static void look() {
    long[] counters = new long[7];
    Glue.memory(counters);
    if (counters[AT_BYTES] > mostBytes || counters[AT_HANDLES] > mostHandles) relieve(counters);
  }

  private static synchronized void relieve(long[] counters) {
    if (counters[AT_BYTES] <= mostBytes && counters[AT_HANDLES] <= mostHandles)
      return; // another thread was faster
    Engine.collect();
    Glue.memory(counters);
    mostBytes = BYTES + 2 * counters[AT_BYTES];
    mostHandles = HANDLES + 2 * counters[AT_HANDLES];
  }
}
