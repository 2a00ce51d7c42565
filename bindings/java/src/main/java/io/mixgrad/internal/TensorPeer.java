package io.mixgrad.internal;

/** Owns a handle of a tensor. */
public abstract class TensorPeer extends Peer {
  /** Takes the handle. */
  protected TensorPeer(Raw raw) {
    super(raw.handle, new Release(raw.handle, NativeJNI::tensorRelease));
    Pressure.feel();
  }
}
