package io.mixgrad.internal;

/** A handle that nobody owns yet; only the runtime makes one, so only it can make wrappers. */
public final class Raw {
  final long handle;
  final Wrappers wrappers;

  Raw(long handle, Wrappers wrappers) {
    this.handle = handle;
    this.wrappers = wrappers;
  }
}
