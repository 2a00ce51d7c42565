package io.mixgrad.internal;

import java.util.function.LongConsumer;

/**
 * Owns a handle of the engine. The handle is released when the owner is collected; releasing never
 * blocks, so the collector's thread does it.
 */
public abstract class Peer {
  final long handle;

  /** Takes the handle. {@code release} must not refer to the owner. */
  Peer(long handle, Runnable release) {
    this.handle = handle;
    Reaper.watch(this, release);
  }

  /** Gives the handle back by its kind's function. */
  record Release(long handle, LongConsumer give) implements Runnable {
    @Override
    public void run() {
      give.accept(handle);
    }
  }
}
