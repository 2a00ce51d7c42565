package io.mixgrad.internal;

/** A function of Java that the engine may ask for while this object lives. */
public final class HostFunction {
  /** Runs on the arguments that the engine gives. */
  @FunctionalInterface
  public interface Body {
    /** What the function gives. */
    Object call(Object[] arguments);
  }

  final long number;
  final Body body;

  /** Gives the function a number. */
  public HostFunction(Body body) {
    this.body = body;
    this.number = Hosts.add(this);
  }
}
