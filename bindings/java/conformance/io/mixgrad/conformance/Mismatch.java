package io.mixgrad.conformance;

/** Says what was expected and what was found. */
public final class Mismatch extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What was expected and what was found. */
  public Mismatch(String message) {
    super(message);
  }
}
