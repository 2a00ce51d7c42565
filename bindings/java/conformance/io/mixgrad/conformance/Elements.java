package io.mixgrad.conformance;

import com.google.gson.JsonObject;
import io.mixgrad.DType;
import io.mixgrad.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a tensor holds, as the plan has it or as it was found. Numbers come from the bits: Java has
 * no small floats, so they are widened here.
 */
public record Elements(DType dtype, Shape shape, ByteBuffer bits) {
  /** Those of the plan. */
  public static Elements of(JsonObject record) {
    long[] sizes =
        record.getAsJsonArray("shape").asList().stream()
            .mapToLong(size -> size.getAsLong())
            .toArray();
    byte[] bits = HexFormat.of().parseHex(record.get("bits").getAsString());
    return new Elements(
        dtype(record.get("dtype").getAsString()),
        Shape.of(sizes),
        ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Those of a tensor's bytes. */
  public static Elements found(DType dtype, Shape shape, byte[] bytes) {
    return new Elements(dtype, shape, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
  }

  /** A dtype by the schema's name. */
  public static DType dtype(String name) {
    return DType.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Memory of its own, for the package's function for buffers. */
  public ByteBuffer memory() {
    return ByteBuffer.allocateDirect(bits.remaining())
        .order(ByteOrder.nativeOrder())
        .put(bits.duplicate())
        .flip();
  }

  /** One element as a double; whole numbers of 64 bits are compared by their bits instead. */
  double number(int i) {
    switch (dtype) {
      case BOOL:
      case UINT8:
        return bits.get(i) & 0xff;
      case INT8:
        return bits.get(i);
      case INT16:
        return bits.getShort(2 * i);
      case UINT16:
        return bits.getShort(2 * i) & 0xffff;
      case INT32:
        return bits.getInt(4 * i);
      case UINT32:
        return bits.getInt(4 * i) & 0xffffffffL;
      case FLOAT16:
        return half(bits.getShort(2 * i));
      case BFLOAT16:
        return Float.intBitsToFloat(bits.getShort(2 * i) << 16);
      case FLOAT32:
        return bits.getFloat(4 * i);
      case FLOAT64:
        return bits.getDouble(8 * i);
      default:
        return bits.getLong(8 * i);
    }
  }

  private static double half(short bits) {
    int sign = bits >> 15 & 1;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        exponent == 0x1f
            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0
                ? Math.scalb((double) fraction, -24)
                : Math.scalb(1024.0 + fraction, exponent - 25);
    return sign == 0 ? size : -size;
  }
}
