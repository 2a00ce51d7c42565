package io.mixgrad.internal;

/**
 * Stands for an argument that is not given: the default of the schema applies. Not the same as
 * null.
 */
public final class Absent {
  /** The only one. */
  public static final Absent ABSENT = new Absent();

  private Absent() {}
}
