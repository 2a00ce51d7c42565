package io.mixgrad.internal;

import io.mixgrad.DType;
import io.mixgrad.Device;
import io.mixgrad.EngineObject;
import io.mixgrad.Index;
import io.mixgrad.Shape;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** Writes objects of Java as values of the engine. */
final class Writer {
  private Writer() {}

  /**
   * Writes arguments one after the other, without the trailing ones that are not given; returns how
   * many.
   */
  static int arguments(Arena arena, Object[] arguments, long[] address) {
    int n = arguments.length;
    while (n > 0 && arguments[n - 1] == Absent.ABSENT) --n;
    int at = arena.take((long) n * Arena.VALUE);
    ByteBuffer to = arena.buffer();
    address[0] = arena.address(at);
    for (int i = 0; i < n; ++i) write(arena, to, at + i * Arena.VALUE, arguments[i]);
    return n;
  }

  static void write(Arena arena, ByteBuffer to, int at, Object value) {
    if (value instanceof TensorPeer tensor)
      put(to, at, KindNumber.KIND_TENSOR, 0, ((Peer) tensor).handle);
    else if (value == Absent.ABSENT) put(to, at, KindNumber.KIND_ABSENT, 0, 0);
    else if (value == null) put(to, at, KindNumber.KIND_NULL, 0, 0);
    else if (value instanceof Number number) number(to, at, number);
    else if (value instanceof Boolean bool) put(to, at, KindNumber.KIND_BOOL, 0, bool ? 1 : 0);
    else if (value instanceof EngineObject object)
      put(to, at, KindNumber.KIND_OBJECT, 0, ((Peer) object).handle);
    else if (value instanceof DType dtype) put(to, at, KindNumber.KIND_DTYPE, 0, dtype.number());
    else if (value instanceof Shape shape) longs(arena, to, at, shape.toArray());
    else if (value instanceof long[] list) longs(arena, to, at, list);
    else if (value instanceof CharSequence || value instanceof Path)
      text(arena, to, at, value.toString());
    else if (value instanceof EngineEnum constant)
      put(to, at, KindNumber.KIND_ENUM, 0, constant.number());
    else if (value instanceof HostFunction function)
      put(to, at, KindNumber.KIND_CALLBACK, 0, function.number);
    else if (value instanceof EngineFunction function)
      put(to, at, KindNumber.KIND_FUNCTION, 0, function.handle());
    else if (value instanceof Device device)
      put(to, at, KindNumber.KIND_DEVICE, 0, device.number());
    else if (value instanceof Index index) subscript(arena, to, at, index);
    else if (value instanceof byte[] bytes) bytes(arena, to, at, KindNumber.KIND_BYTES, bytes);
    else if (value instanceof Collection<?> list) list(arena, to, at, list.toArray());
    else if (value instanceof Object[] list) list(arena, to, at, list);
    else if (value instanceof Map<?, ?> map) map(arena, to, at, map);
    else if (value instanceof EngineRecord composed) map(arena, to, at, composed.fields());
    else if (value.getClass().isArray()) array(arena, to, at, value);
    else throw Errors.make("type", "a " + value.getClass().getName() + " can't be an argument");
  }

  private static void put(ByteBuffer to, int at, int kind, int length, long payload) {
    to.putInt(at, kind).putInt(at + 4, length).putLong(at + 8, payload);
  }

  private static void number(ByteBuffer to, int at, Number number) {
    if (number instanceof Integer
        || number instanceof Long
        || number instanceof Short
        || number instanceof Byte) {
      put(to, at, KindNumber.KIND_INT, 0, number.longValue());
    } else {
      put(to, at, KindNumber.KIND_FLOAT, 0, Double.doubleToRawLongBits(number.doubleValue()));
    }
  }

  private static void text(Arena arena, ByteBuffer to, int at, String text) {
    bytes(arena, to, at, KindNumber.KIND_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(Arena arena, ByteBuffer to, int at, int kind, byte[] bytes) {
    int place = arena.take(bytes.length);
    arena.buffer().put(place, bytes);
    put(to, at, kind, bytes.length, arena.address(place));
  }

  private static void longs(Arena arena, ByteBuffer to, int at, long[] list) {
    int place = arena.take((long) list.length * Arena.VALUE);
    ByteBuffer inside = arena.buffer();
    put(to, at, KindNumber.KIND_LIST, list.length, arena.address(place));
    for (int i = 0; i < list.length; ++i)
      put(inside, place + i * Arena.VALUE, KindNumber.KIND_INT, 0, list[i]);
  }

  private static void list(Arena arena, ByteBuffer to, int at, Object[] list) {
    int place = arena.take((long) list.length * Arena.VALUE);
    ByteBuffer inside = arena.buffer();
    put(to, at, KindNumber.KIND_LIST, list.length, arena.address(place));
    for (int i = 0; i < list.length; ++i) write(arena, inside, place + i * Arena.VALUE, list[i]);
  }

  private static void array(Arena arena, ByteBuffer to, int at, Object array) {
    Object[] list = new Object[Array.getLength(array)];
    for (int i = 0; i < list.length; ++i) list[i] = Array.get(array, i);
    list(arena, to, at, list);
  }

  private static void map(Arena arena, ByteBuffer to, int at, Map<?, ?> map) {
    Object[] pairs = new Object[2 * map.size()];
    int n = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String))
        throw Errors.make("type", "the keys of a map must be strings, not " + entry.getKey());
      pairs[n++] = entry.getKey();
      pairs[n++] = entry.getValue();
    }
    list(arena, to, at, pairs);
    to.putInt(at, KindNumber.KIND_MAP).putInt(at + 4, map.size());
  }

  private static void subscript(Arena arena, ByteBuffer to, int at, Index index) {
    if (index == Index.ELLIPSIS) {
      put(to, at, KindNumber.KIND_ELLIPSIS, 0, 0);
    } else if (index == Index.NEW_AXIS) {
      put(to, at, KindNumber.KIND_NEWAXIS, 0, 0);
    } else if (index instanceof Index.Slice slice) {
      Object[] bounds = {or(slice.start()), or(slice.stop()), or(slice.step())};
      list(arena, to, at, bounds);
      to.putInt(at, KindNumber.KIND_SLICE).putInt(at + 4, 0);
    } else if (index instanceof Index.Chosen chosen) {
      write(arena, to, at, chosen.by());
    } else if (index instanceof Index.Condition condition) {
      write(arena, to, at, condition.holds());
    } else {
      put(to, at, KindNumber.KIND_INT, 0, ((Index.At) index).position());
    }
  }

  private static Object or(Long bound) {
    return bound == null ? Absent.ABSENT : bound;
  }
}
