package io.mixgrad.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mixgrad.DType;
import io.mixgrad.MixgradException;
import io.mixgrad.Shape;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found, in plain forms, against what the plan expects; by Java's own numbers. */
public final class Compare {
  private Compare() {}

  /** A number of the plan, which may be {@code "inf"}, {@code "-inf"} or {@code "nan"}. */
  public static double special(JsonElement number) {
    if (!number.getAsJsonPrimitive().isString()) return number.getAsDouble();
    switch (number.getAsString()) {
      case "inf":
        return Double.POSITIVE_INFINITY;
      case "-inf":
        return Double.NEGATIVE_INFINITY;
      default:
        return Double.NaN;
    }
  }

  static void check(Object found, JsonObject expected) {
    String kind = expected.keySet().iterator().next();
    JsonElement value = expected.get(kind);
    switch (kind) {
      case "tensor":
        checkTensor(found, value.getAsJsonObject());
        return;
      case "float":
        same(
            found instanceof Double number && close(number, special(value), expected),
            found,
            value);
        return;
      case "bytes":
        same(
            found instanceof byte[] bytes
                && HexFormat.of().formatHex(bytes).equals(value.getAsString()),
            found,
            value);
        return;
      case "null":
        same(found == null, found, "null");
        return;
      case "bool":
        same(found instanceof Boolean flag && flag == value.getAsBoolean(), found, value);
        return;
      case "int":
        same(
            (found instanceof Long || found instanceof Integer)
                && ((Number) found).longValue() == value.getAsLong(),
            found,
            value);
        return;
      case "string":
        same(text(found).equals(value.getAsString()), found, value);
        return;
      case "contains":
        for (JsonElement part : value.getAsJsonArray())
          same(found instanceof String text && text.contains(part.getAsString()), found, part);
        return;
      case "list":
        checkList(found, value.getAsJsonArray());
        return;
      default:
        checkFields(found, value.getAsJsonObject());
    }
  }

  private static String text(Object found) {
    if (found instanceof Enum<?> constant && !(found instanceof DType))
      return constant.name().toLowerCase(Locale.ROOT);
    return String.valueOf(found);
  }

  private static void checkList(Object found, JsonArray wanted) {
    Object list =
        found instanceof Shape shape
            ? java.util.Arrays.stream(shape.toArray()).boxed().toList()
            : found;
    same(
        list instanceof List<?> items && items.size() == wanted.size(),
        found,
        wanted.size() + " items");
    for (int i = 0; i < wanted.size(); ++i)
      check(((List<?>) list).get(i), wanted.get(i).getAsJsonObject());
  }

  private static void checkFields(Object result, JsonObject wanted) {
    if (!(result instanceof Map<?, ?> found))
      throw new Mismatch("expected a record or a map, found " + result);
    same(found.keySet().equals(wanted.keySet()), found.keySet(), wanted.keySet());
    for (String name : wanted.keySet()) check(found.get(name), wanted.getAsJsonObject(name));
  }

  private static void same(boolean fits, Object found, Object expected) {
    if (!fits) throw new Mismatch("expected " + expected + ", found " + found);
  }

  private static boolean close(double found, double wanted, JsonObject limits) {
    if (Double.isNaN(found) || Double.isNaN(wanted))
      return Double.isNaN(found) && Double.isNaN(wanted);
    if (Double.isInfinite(found) || Double.isInfinite(wanted) || !limits.has("relative"))
      return found == wanted;
    return Math.abs(found - wanted)
        <= limits.get("absolute").getAsDouble()
            + limits.get("relative").getAsDouble() * Math.abs(wanted);
  }

  private static void checkTensor(Object found, JsonObject wanted) {
    if (!(found instanceof Elements tensor))
      throw new Mismatch("expected a tensor, found " + found);
    Elements expected = Elements.of(wanted);
    same(tensor.dtype() == expected.dtype(), tensor.dtype(), expected.dtype());
    same(tensor.shape().equals(expected.shape()), tensor.shape(), expected.shape());
    int bytes = expected.dtype().bytes();
    for (int i = 0; i < expected.shape().elements(); ++i) {
      double a = tensor.number(i);
      double b = expected.number(i);
      boolean fits =
          wanted.has("relative")
              ? close(a, b, wanted)
              : sameBits(tensor.bits(), expected.bits(), i, bytes)
                  || Double.isNaN(a) && Double.isNaN(b);
      if (!fits) throw new Mismatch("at " + i + " expected " + b + ", found " + a);
    }
  }

  private static boolean sameBits(ByteBuffer found, ByteBuffer wanted, int i, int bytes) {
    for (int k = 0; k < bytes; ++k) {
      if (found.get(i * bytes + k) != wanted.get(i * bytes + k)) return false;
    }
    return true;
  }

  static void checkError(RuntimeException error, JsonObject step) {
    String code = step.get("code").getAsString();
    if (!(error instanceof MixgradException found))
      throw new Mismatch("expected an error of " + code + ", found " + error);
    same(found.code().equals(code), found.code() + ": " + found.getMessage(), code);
    checkField("operator", found.operator(), step, found);
    checkField("argument", found.argument(), step, found);
    for (JsonElement text : step.getAsJsonArray("message")) {
      same(
          found.getMessage().contains(text.getAsString()),
          found.getMessage(),
          "a message with \"" + text.getAsString() + "\"");
    }
  }

  private static void checkField(
      String name, String found, JsonObject step, MixgradException error) {
    JsonElement wanted = step.get(name);
    if (wanted == null || wanted.isJsonNull()) return;
    same(
        wanted.getAsString().equals(found), name + " " + found + ": " + error.getMessage(), wanted);
  }
}
