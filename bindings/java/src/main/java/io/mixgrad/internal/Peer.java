package io.mixgrad.internal;

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

  record ReleaseTensor(long handle) implements Runnable {
    @Override
    public void run() {
      NativeJNI.tensorRelease(handle);
    }
  }

  record ReleaseContext(long handle) implements Runnable {
    @Override
    public void run() {
      NativeJNI.contextRelease(handle);
    }
  }

  record ReleaseScope(long handle) implements Runnable {
    @Override
    public void run() {
      NativeJNI.scopeRelease(handle);
    }
  }

  record ReleaseIterator(long handle) implements Runnable {
    @Override
    public void run() {
      NativeJNI.iteratorRelease(handle);
    }
  }

  record ReleaseJob(long handle) implements Runnable {
    @Override
    public void run() {
      NativeJNI.jobRelease(handle);
    }
  }
}
