package io.mixgrad.internal;

import io.mixgrad.MixgradException;

/** Makes the exceptions. */
public final class Errors {
  private Errors() {}

  /**
   * Called by the JNI library for a status of the engine; an error of Java's that crossed the
   * engine comes back as itself.
   */
  static Throwable make(int code, String message, String[] fields, long ticket) {
    Throwable own = ticket == 0 ? null : Hosts.takeTicket(ticket);
    return own != null ? own : ErrorTable.make(code, message, new EngineException.Fields(fields));
  }

  /** An exception of this package's, of the class that the engine would give. */
  public static MixgradException make(String name, String message) {
    return ErrorTable.make(ErrorTable.code(name), message, EngineException.Fields.NONE);
  }

  /** The same, naming the argument. */
  public static MixgradException make(String name, String message, String argument) {
    String[] fields = new String[EngineException.Fields.COUNT];
    fields[EngineException.Fields.ARGUMENT] = argument;
    return ErrorTable.make(ErrorTable.code(name), message, new EngineException.Fields(fields));
  }
}
