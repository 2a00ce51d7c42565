package io.mixgrad.internal;

import java.nio.ByteBuffer;

/**
 * The JNI functions that are written by hand (bindings/java/native); the rest is {@link NativeJNI},
 * SWIG's.
 */
final class Glue {
  static {
    Library.load();
  }

  private Glue() {}

  /** Loads the libraries, if nothing else has. */
  static void load() {}

  static native int call(
      long context, long function, long arguments, int n, long results, int room);

  static native void valueClear(long value);

  static native void objectGet(long context, long object, long name, long value);

  static native void objectSet(long context, long object, long name, long value);

  static native void iteratorNext(long context, long iterator, long value);

  static native long jobStart(long context, long function, long arguments, int n);

  static native void jobTake(long job, long event);

  static native void eventClear(long event);

  static native int jobResult(long job, long results, int room);

  static native void setHost(long context);

  static native void requestDescribe(long request, long info);

  static native void requestAnswer(long request, long results, int n);

  static native String text(long address);

  static native ByteBuffer view(long address, long bytes);

  static native long addressOf(Object buffer);

  static native boolean isTerminal(int descriptor);

  static native void describe(long tensor, long[] facts);

  static native void share(long tensor, long[] out);

  static native void unshare(long share);

  static native long fromArray(long context, Object array, int dtype, long[] shape);

  static native long fromBuffer(
      long context, Object buffer, long data, int dtype, long[] shape, boolean readOnly);

  static native void drainDeleted();

  static native void copyOut(long tensor, int dtype, Object array, long bytes);

  static native void memory(long[] counters);
}
