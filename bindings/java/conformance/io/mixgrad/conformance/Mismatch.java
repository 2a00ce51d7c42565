package io.mixgrad.conformance;

/** Says what was expected and what was found. */
final class Mismatch extends RuntimeException {
  private static final long serialVersionUID = 1;

  Mismatch(String message) {
    super(message);
  }
}
