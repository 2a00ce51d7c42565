package io.mixgrad.internal;

/** What calls run under: recording, generator, scope. Immutable but for generator and scope. */
public final class Context extends Peer {
  private Context(long handle) {
    super(handle, new Release(handle, NativeJNI::contextRelease));
  }

  private static final Context ROOT = root();

  private static Context root() {
    long handle =
        NativeJNI.contextNew(IndexConventionNumber.INDEX_CONVENTION_ZERO, Spellings.NAMES);
    Glue.setHost(handle);
    return new Context(handle);
  }

  static Context first() {
    return ROOT;
  }

  /** The context of the thread. */
  public static Context current() {
    return Local.get().context;
  }

  /** Makes a context the thread's; returns the one before. */
  public static Context enter(Context context) {
    Local local = Local.get();
    Context before = local.context;
    local.context = context;
    return before;
  }

  /** Shares the engine's context of a request. */
  static Context shared(long handle) {
    NativeJNI.contextRetain(handle);
    return new Context(handle);
  }

  /** A child that records gradients or does not. */
  public Context withRecording(boolean on) {
    return new Context(NativeJNI.contextWithRecording(handle, on ? 1 : 0));
  }

  /** A child whose new tensors belong to the scope. */
  public Context withScope(NativeScope scope) {
    return new Context(NativeJNI.contextWithScope(handle, scope.handle));
  }

  /** A child that belongs to no scope, for another thread. */
  Context withoutScope() {
    return new Context(NativeJNI.contextWithScope(handle, 0));
  }

  /** A child that draws from another generator. */
  public Context withGenerator(Peer generator) {
    return new Context(NativeJNI.contextWithGenerator(handle, generator.handle));
  }

  /** Goes to the start of a seed's sequence. */
  public void setSeed(long seed) {
    NativeJNI.contextSetSeed(handle, seed);
  }

  /** Whether gradients are recorded. */
  public boolean recording() {
    return NativeJNI.contextRecording(handle) != 0;
  }
}
