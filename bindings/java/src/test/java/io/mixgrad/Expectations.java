package io.mixgrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What tests expect of a value, compared by Java's own numbers. */
public final class Expectations {
  private final Object value;

  private Expectations(Object value) {
    this.value = value;
  }

  /** Expects something of a value. */
  public static Expectations expect(Object value) {
    return new Expectations(value);
  }

  /** Numbers, nested arrays of them, texts, lists. */
  public Expectations equalTo(Object expected, double tolerance) {
    compare(flat(expected), flat(value), tolerance);
    if (value instanceof Tensor tensor) assertEquals(shapeOf(expected), tensor.shape());
    return this;
  }

  /** The shape of a tensor. */
  public Expectations shape(long... sizes) {
    assertEquals(Shape.of(sizes), value instanceof Shape shape ? shape : ((Tensor) value).shape());
    return this;
  }

  /** The dtype of a tensor. */
  public Expectations dtype(String name) {
    assertEquals(name, ((Tensor) value).dtype().toString());
    return this;
  }

  private static Shape shapeOf(Object expected) {
    List<Long> sizes = new ArrayList<>();
    for (Object at = expected;
        at != null && at.getClass().isArray();
        at = Array.getLength(at) == 0 ? null : Array.get(at, 0)) {
      sizes.add((long) Array.getLength(at));
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static List<Object> flat(Object value) {
    List<Object> out = new ArrayList<>();
    if (value instanceof Tensor tensor) {
      if (tensor.dtype() == DType.BOOL) for (boolean item : tensor.toBooleanArray()) out.add(item);
      else if (tensor.dtype().isFloating())
        for (double item : tensor.toDoubleArray()) out.add(item);
      else for (long item : tensor.toLongArray()) out.add(item);
    } else if (value instanceof Shape shape) {
      for (long size : shape.toArray()) out.add(size);
    } else if (value instanceof List<?> list) {
      for (Object item : list) out.addAll(flat(item));
    } else if (value instanceof Map<?, ?> map) {
      for (Object item : map.values()) out.addAll(flat(item));
    } else if (value != null && value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); ++i) out.addAll(flat(Array.get(value, i)));
    } else {
      out.add(value);
    }
    return out;
  }

  private static void compare(List<Object> expected, List<Object> found, double tolerance) {
    assertEquals(expected.size(), found.size(), "numbers in " + found);
    for (int i = 0; i < expected.size(); ++i) {
      if (expected.get(i) instanceof Number wanted && found.get(i) instanceof Number got) {
        double a = wanted.doubleValue();
        double b = got.doubleValue();
        assertTrue(
            a == b || Double.isNaN(a) && Double.isNaN(b) || Math.abs(a - b) <= tolerance,
            "element " + i + ": expected " + a + ", found " + b);
      } else {
        assertEquals(
            expected.get(i),
            found.get(i) instanceof Enum<?> constant
                ? constant.name().toLowerCase(java.util.Locale.ROOT)
                : found.get(i));
      }
    }
  }
}
