package io.mixgrad.internal;

/** The library as a whole. */
public final class EngineLibrary {
  private EngineLibrary() {}

  /** Its version. */
  public static String version() {
    return NativeJNI.libraryVersion();
  }

  /** Facts of the build and the machine, as JSON. */
  public static String build() {
    return NativeJNI.libraryBuild();
  }

  /** How many threads kernels may use. */
  public static int threads() {
    return NativeJNI.libraryThreads();
  }

  /** Sets how many. */
  public static void setThreads(int threads) {
    NativeJNI.librarySetThreads(threads);
  }

  /** tensors, handles, objects, bytes, peak bytes, pool bytes, limit. */
  public static long[] memory() {
    Glue.drainDeleted();
    long[] counters = new long[7];
    Glue.memory(counters);
    return counters;
  }

  /** Sets a limit on the bytes in use. */
  public static void setLimit(long bytes) {
    NativeJNI.memorySetLimit(bytes);
  }

  /** Gives pooled memory back. */
  public static void trim() {
    NativeJNI.memoryTrim();
  }

  /** Collects garbage and waits a moment until its handles are released. */
  public static void collect() {
    Engine.collect();
  }
}
