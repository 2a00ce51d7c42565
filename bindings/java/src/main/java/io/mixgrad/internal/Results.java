package io.mixgrad.internal;

import io.mixgrad.Shape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** What generated code makes of results, and of lists and maps that are built up. */
public final class Results {
  private Results() {}

  /** A result whose type the schema says. */
  @SuppressWarnings("unchecked")
  public static <T> T as(Object result) {
    return (T) result;
  }

  /** A number as a double: the engine may give a whole one. */
  public static double number(Object result) {
    return ((Number) result).doubleValue();
  }

  /** The same for all numbers in lists and maps. */
  public static <T> T floating(Object result) {
    return as(deep(result));
  }

  private static Object deep(Object value) {
    if (value instanceof Number number) return number.doubleValue();
    if (value instanceof List<?> list) {
      List<Object> out = new ArrayList<>(list.size());
      for (Object item : list) out.add(deep(item));
      return out;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> out = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet())
        out.put((String) entry.getKey(), deep(entry.getValue()));
      return out;
    }
    return value;
  }

  /** Null stays null. */
  public static <T> T optional(Object result, Function<Object, T> convert) {
    return result == null ? null : convert.apply(result);
  }

  /** A list of sizes as a shape. */
  public static Shape shape(Object result) {
    List<?> list = (List<?>) result;
    long[] sizes = new long[list.size()];
    for (int i = 0; i < sizes.length; ++i) sizes[i] = (Long) list.get(i);
    return Shape.of(sizes);
  }

  /** One after the other, with those that are added meanwhile. */
  public static <T> Iterator<T> places(LongSupplier length, LongFunction<T> get) {
    return new Iterator<>() {
      private long next = 0;

      @Override
      public boolean hasNext() {
        return next < length.getAsLong();
      }

      @Override
      public T next() {
        if (!hasNext()) throw new NoSuchElementException();
        return get.apply(next++);
      }
    };
  }

  /** Names with what they name. */
  public static <T> Iterator<Map.Entry<String, T>> entries(
      List<String> names, Function<String, T> get) {
    return names.stream().map(name -> Map.entry(name, get.apply(name))).iterator();
  }

  /** One more in a builder's list. */
  public static List<Object> add(Object list, Object item) {
    List<Object> out =
        list instanceof List<?> before
            ? new ArrayList<>(before)
            : list instanceof Object[] array ? new ArrayList<>(List.of(array)) : new ArrayList<>();
    out.add(item);
    return out;
  }

  /** One more in a builder's map. */
  public static Map<String, Object> put(Object map, String name, Object item) {
    Map<String, Object> out = new LinkedHashMap<>();
    if (map instanceof Map<?, ?> before)
      before.forEach((key, value) -> out.put((String) key, value));
    out.put(name, item);
    return out;
  }
}
