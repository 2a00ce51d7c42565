package io.mixgrad.internal;

/** A function, constructor or method of the engine, found when it is first used. */
public final class EngineFunction {
  final Wrappers wrappers;
  final String name;
  final boolean keeps;
  private final int version;
  private volatile long handle;

  /** The newest version of the function. */
  public EngineFunction(String name) {
    this(name, 0, false);
  }

  /** A function by its name and version, of this package. */
  public EngineFunction(String name, int version, boolean keeps) {
    this(Wrappers.JAVA, name, version, keeps);
  }

  /**
   * A function by its name and version.
   *
   * @param wrappers what its results become
   * @param keeps whether it goes on using functions of the host after the call has returned
   */
  public EngineFunction(Wrappers wrappers, String name, int version, boolean keeps) {
    this.wrappers = wrappers;
    this.name = name;
    this.version = version;
    this.keeps = keeps;
  }

  long handle() {
    long found = handle;
    if (found == 0) handle = found = NativeJNI.functionFind(name, version);
    return found;
  }

  @Override
  public String toString() {
    return name;
  }
}
