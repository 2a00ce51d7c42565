package io.mixgrad.internal;

/** A scope of the engine. */
public final class NativeScope extends Peer {
  private NativeScope(long handle) {
    super(handle, new Release(handle, NativeJNI::scopeRelease));
  }

  /** Opens one; the name is for messages. */
  public static NativeScope open(String name) {
    return new NativeScope(NativeJNI.scopeNew(name, 0));
  }

  /** Moves a tensor out of the scope. */
  public void keep(Peer tensor) {
    NativeJNI.scopeKeep(handle, tensor.handle);
  }

  /** Empties every handle that still belongs to it. */
  public void close() {
    NativeJNI.scopeClose(handle);
  }
}
