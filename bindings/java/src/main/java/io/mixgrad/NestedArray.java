package io.mixgrad;

import io.mixgrad.internal.Errors;
import io.mixgrad.internal.LimitNumber;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nested arrays of primitives as one flat array, its dtype and its shape. */
record NestedArray(Object elements, DType dtype, long[] shape) {
  private static final Map<Class<?>, DType> DTYPES =
      Map.of(
          boolean.class,
          DType.BOOL,
          byte.class,
          DType.INT8,
          short.class,
          DType.INT16,
          int.class,
          DType.INT32,
          long.class,
          DType.INT64,
          float.class,
          DType.FLOAT32,
          double.class,
          DType.FLOAT64);

  static NestedArray flatten(Object data) {
    if (data instanceof Number || data instanceof Boolean) return scalar(data);
    Class<?> type = data == null ? null : data.getClass();
    if (type == null || !type.isArray()) throw notNumbers(type);
    int rank = 0;
    for (; type.isArray(); type = type.getComponentType()) ++rank;
    DType dtype = DTYPES.get(type);
    if (dtype == null) throw notNumbers(type);
    if (rank > LimitNumber.LIMIT_AXES)
      throw Errors.make(
          "shape", "a tensor has at most " + LimitNumber.LIMIT_AXES + " axes, not " + rank, "data");
    long[] shape = new long[rank];
    List<Object> rows = List.of(data);
    long total = 1;
    for (int axis = 0; axis < rank; ++axis) {
      shape[axis] = rows.isEmpty() ? 0 : lengthOf(rows.get(0));
      total = Math.multiplyExact(total, shape[axis]);
      for (Object row : rows) {
        if (lengthOf(row) != shape[axis])
          throw Errors.make("shape", "the arrays are of different lengths", "data");
      }
      if (axis < rank - 1) rows = inner(rows);
    }
    if (total > Integer.MAX_VALUE - 8)
      throw Errors.make("shape", "the arrays hold too many numbers", "data");
    Object flat = Array.newInstance(type, (int) total);
    int at = 0;
    for (Object row : rows) {
      int n = lengthOf(row);
      System.arraycopy(row, 0, flat, at, n);
      at += n;
    }
    return new NestedArray(flat, dtype, shape);
  }

  private static int lengthOf(Object row) {
    if (row == null) throw Errors.make("shape", "an array among the data is null", "data");
    return Array.getLength(row);
  }

  private static List<Object> inner(List<Object> rows) {
    List<Object> out = new ArrayList<>();
    for (Object row : rows) out.addAll(java.util.Arrays.asList((Object[]) row));
    return out;
  }

  private static NestedArray scalar(Object value) {
    Object flat;
    if (value instanceof Boolean bool) flat = new boolean[] {bool};
    else if (value instanceof Float number) flat = new float[] {number};
    else if (value instanceof Double number) flat = new double[] {number};
    else if (value instanceof Integer number) flat = new int[] {number};
    else if (value instanceof Long number) flat = new long[] {number};
    else if (value instanceof Short number) flat = new short[] {number};
    else if (value instanceof Byte number) flat = new byte[] {number};
    else throw notNumbers(value.getClass());
    return new NestedArray(flat, DTYPES.get(flat.getClass().getComponentType()), new long[0]);
  }

  private static MixgradException notNumbers(Class<?> type) {
    return Errors.make(
        "type",
        "a tensor can't be made of "
            + (type == null ? "null" : "a " + type.getTypeName())
            + ": give arrays of numbers",
        "data");
  }
}
