package io.mixgrad.internal;

import io.mixgrad.DType;
import io.mixgrad.Device;
import io.mixgrad.Index;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes objects of Java from values of the engine: whole numbers are Long, others Double, lists and
 * maps are their own, tensors and objects a package's. What is <em>taken</em> is the caller's, and
 * leaves an absent value behind; else the handles are shared.
 */
record Reader(Wrappers wrappers) {

  Object read(ByteBuffer from, int at, boolean take) {
    int kind = from.getInt(at);
    int length = from.getInt(at + 4);
    long payload = from.getLong(at + 8);
    switch (kind) {
      case KindNumber.KIND_TENSOR:
        if (take) from.putInt(at, KindNumber.KIND_ABSENT);
        else NativeJNI.tensorRetain(payload);
        return wrappers.<TensorPeer>tensor(payload);
      case KindNumber.KIND_ABSENT:
      case KindNumber.KIND_NULL:
        return null;
      case KindNumber.KIND_BOOL:
        return payload != 0;
      case KindNumber.KIND_INT:
      case KindNumber.KIND_ENUM:
        return payload;
      case KindNumber.KIND_FLOAT:
        return Double.longBitsToDouble(payload);
      case KindNumber.KIND_STRING:
        return new String(bytes(payload, length), StandardCharsets.UTF_8);
      case KindNumber.KIND_BYTES:
        return bytes(payload, length);
      case KindNumber.KIND_DTYPE:
        return DType.of((int) payload);
      case KindNumber.KIND_DEVICE:
        return Device.of(payload);
      case KindNumber.KIND_OBJECT:
        if (take) from.putInt(at, KindNumber.KIND_ABSENT);
        else NativeJNI.objectRetain(payload);
        return wrappers.object(payload);
      case KindNumber.KIND_FUNCTION:
        return new EngineFunction(wrappers, NativeJNI.functionName(payload), 0, false);
      case KindNumber.KIND_CALLBACK:
        return Hosts.find(payload);
      case KindNumber.KIND_SLICE:
        List<Object> bounds = list(payload, 3, take);
        return new Index.Slice((Long) bounds.get(0), (Long) bounds.get(1), (Long) bounds.get(2));
      case KindNumber.KIND_ELLIPSIS:
        return Index.ELLIPSIS;
      case KindNumber.KIND_NEWAXIS:
        return Index.NEW_AXIS;
      case KindNumber.KIND_LIST:
        return list(payload, length, take);
      case KindNumber.KIND_MAP:
        return map(payload, length, take);
      default:
        throw Errors.make(
            "version", "the engine gave a kind of value that this package does not know: " + kind);
    }
  }

  /** Reads a result and frees what is left of it. */
  Object take(ByteBuffer from, int at, long address) {
    int kind = from.getInt(at);
    try {
      return read(from, at, true);
    } finally {
      if (owns(kind)) Glue.valueClear(address);
    }
  }

  /** Reads several results, and frees all of them also if one can not be read. */
  Object[] takeAll(ByteBuffer from, int at, long address, int n) {
    Object[] out = new Object[n];
    int done = 0;
    try {
      for (; done < n; ++done)
        out[done] = take(from, at + done * Arena.VALUE, address + (long) done * Arena.VALUE);
    } finally {
      for (int i = done + 1; i < n; ++i) Glue.valueClear(address + (long) i * Arena.VALUE);
    }
    return out;
  }

  private static boolean owns(int kind) {
    return kind == KindNumber.KIND_STRING
        || kind == KindNumber.KIND_BYTES
        || kind >= KindNumber.KIND_SLICE;
  }

  private static byte[] bytes(long address, int n) {
    byte[] out = new byte[n];
    if (n > 0) Glue.view(address, n).get(out);
    return out;
  }

  private static ByteBuffer values(long address, long n) {
    return Glue.view(address, n * Arena.VALUE).order(ByteOrder.nativeOrder());
  }

  private List<Object> list(long address, int n, boolean take) {
    List<Object> out = new ArrayList<>(n);
    if (n == 0) return out;
    ByteBuffer from = values(address, n);
    for (int i = 0; i < n; ++i) out.add(read(from, i * Arena.VALUE, take));
    return out;
  }

  private Map<String, Object> map(long address, int n, boolean take) {
    Map<String, Object> out = new LinkedHashMap<>();
    if (n == 0) return out;
    ByteBuffer from = values(address, 2L * n);
    for (int i = 0; i < n; ++i) {
      String key = (String) read(from, 2 * i * Arena.VALUE, false);
      out.put(key, read(from, (2 * i + 1) * Arena.VALUE, take));
    }
    return out;
  }

  /** The arguments of a request, which stay the engine's. */
  Object[] borrowed(long address, int n) {
    Object[] out = new Object[n];
    if (n == 0) return out;
    ByteBuffer from = values(address, n);
    for (int i = 0; i < n; ++i) out[i] = read(from, i * Arena.VALUE, false);
    return out;
  }
}
