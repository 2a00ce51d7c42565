package io.mixgrad.internal;

/**
 * What belongs to a thread: its context, and its memory for arguments. A new thread starts with the
 * first context.
 */
final class Local {
  private static final ThreadLocal<Local> LOCAL = ThreadLocal.withInitial(Local::new);

  final Arena arena = new Arena();
  Context context = Context.first();

  static Local get() {
    return LOCAL.get();
  }
}
