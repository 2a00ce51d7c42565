package io.mixgrad.conformance;

import com.google.gson.JsonObject;
import io.mixgrad.DType;
import io.mixgrad.Shape;
import io.mixgrad.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;

/** Tensors from bits, and numbers from bits; Java has no small floats, so they are widened here. */
final class Elements {
  private Elements() {}

  static DType dtype(String name) {
    return DType.valueOf(name.toUpperCase(Locale.ROOT));
  }

  static Shape shape(JsonObject record) {
    return Shape.of(
        record.getAsJsonArray("shape").asList().stream()
            .mapToLong(size -> size.getAsLong())
            .toArray());
  }

  static ByteBuffer bits(JsonObject record) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(record.get("bits").getAsString()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A tensor of its own memory, by the package's function for buffers. */
  static Tensor tensor(JsonObject record) {
    ByteBuffer bits = bits(record);
    ByteBuffer memory =
        ByteBuffer.allocateDirect(bits.remaining()).order(ByteOrder.nativeOrder()).put(bits).flip();
    return Tensor.wrap(memory, dtype(record.get("dtype").getAsString()), shape(record));
  }

  /** One element as a double; whole numbers of 64 bits are compared by their bits instead. */
  static double number(ByteBuffer bits, DType dtype, int i) {
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
