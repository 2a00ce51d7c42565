package io.mixgrad;

import java.util.Arrays;

/** Sizes of a tensor's axes, first to last. */
public final class Shape {
  private final long[] sizes;

  private Shape(long[] sizes) {
    this.sizes = sizes;
  }

  /**
   * A shape of these sizes; none at all is a single number's.
   *
   * @param sizes not negative; a function that may infer one says what -1 means
   */
  public static Shape of(long... sizes) {
    return new Shape(sizes.clone());
  }

  /** Number of axes. */
  public int rank() {
    return sizes.length;
  }

  /**
   * Size of an axis.
   *
   * @param axis from 0; a negative one counts from the end
   * @throws IndexException if there is no such axis
   */
  public long get(int axis) {
    int i = axis < 0 ? axis + sizes.length : axis;
    if (i < 0 || i >= sizes.length) {
      throw io.mixgrad.internal.Errors.make(
          "index", "axis " + axis + " of the shape " + this + " does not exist", "axis");
    }
    return sizes[i];
  }

  /** Number of elements: the product of the sizes. */
  public long elements() {
    long product = 1;
    for (long size : sizes) product = Math.multiplyExact(product, size);
    return product;
  }

  /** The sizes; the array is the caller's. */
  public long[] toArray() {
    return sizes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
