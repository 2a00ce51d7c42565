package io.mixgrad.internal;

/** A function of Java that the engine may ask for while this object lives. */
public final class HostFunction {
  /** Runs on the arguments that the engine gives. */
  @FunctionalInterface
  public interface Body {
    /** What the function gives. */
    Object call(Object[] arguments);
  }

  final Wrappers wrappers;
  final long number;
  final Body body;

  /** A function of tensors and objects of this package. */
  public HostFunction(Body body) {
    this(Wrappers.JAVA, body);
  }

  /**
   * Gives the function a number.
   *
   * @param wrappers what its arguments become
   */
  public HostFunction(Wrappers wrappers, Body body) {
    this.wrappers = wrappers;
    this.body = body;
    this.number = Hosts.add(this);
  }
}
