package io.mixgrad;

import io.mixgrad.internal.Elements;
import io.mixgrad.internal.Errors;
import io.mixgrad.internal.Raw;
import io.mixgrad.internal.Wrappers;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Elements of tensors from and to Java's arrays and buffers. */
public abstract sealed class TensorElements extends TensorBase permits Tensor {
  TensorElements(Raw raw) {
    super(raw);
  }

  /** A float32 vector of these numbers. */
  public static Tensor of(float... numbers) {
    return Elements.copyOf(Wrappers.JAVA, numbers, DType.FLOAT32, new long[] {numbers.length});
  }

  /** A float64 vector of these numbers. */
  public static Tensor of(double... numbers) {
    return Elements.copyOf(Wrappers.JAVA, numbers, DType.FLOAT64, new long[] {numbers.length});
  }

  /** An int32 vector of these numbers. */
  public static Tensor of(int... numbers) {
    return Elements.copyOf(Wrappers.JAVA, numbers, DType.INT32, new long[] {numbers.length});
  }

  /** An int64 vector of these numbers. */
  public static Tensor of(long... numbers) {
    return Elements.copyOf(Wrappers.JAVA, numbers, DType.INT64, new long[] {numbers.length});
  }

  /** A vector of truth values. */
  public static Tensor of(boolean... values) {
    return Elements.copyOf(Wrappers.JAVA, values, DType.BOOL, new long[] {values.length});
  }

  /**
   * A tensor with a copy of nested arrays of primitives, or of one number.
   *
   * @param data such as {@code new float[][] {{1, 2}, {3, 4}}}; the dtype is that of the numbers
   *     (float is float32, byte is int8)
   * @throws ShapeException if the arrays are of different lengths, or nested too deep
   * @throws TypeException if something in them is no number and no boolean
   */
  public static Tensor of(Object data) {
    NestedArray array = NestedArray.flatten(data);
    return Elements.copyOf(Wrappers.JAVA, array.elements(), array.dtype(), array.shape());
  }

  /** The same, converted to another dtype. */
  public static Tensor of(Object data, DType dtype) {
    Tensor made = of(data);
    return made.dtype() == dtype ? made : made.astype(dtype);
  }

  /**
   * A tensor over the memory of a direct buffer, from its position to its limit; writing to one
   * writes to the other.
   */
  public static Tensor wrap(FloatBuffer buffer, Shape shape) {
    return wrap(buffer, buffer.order(), DType.FLOAT32, shape);
  }

  /**
   * A tensor over the memory of a direct buffer, from its position to its limit; writing to one
   * writes to the other.
   */
  public static Tensor wrap(DoubleBuffer buffer, Shape shape) {
    return wrap(buffer, buffer.order(), DType.FLOAT64, shape);
  }

  /**
   * A tensor over the memory of a direct buffer, from its position to its limit; writing to one
   * writes to the other.
   */
  public static Tensor wrap(IntBuffer buffer, Shape shape) {
    return wrap(buffer, buffer.order(), DType.INT32, shape);
  }

  /**
   * A tensor over the memory of a direct buffer, from its position to its limit; writing to one
   * writes to the other.
   */
  public static Tensor wrap(LongBuffer buffer, Shape shape) {
    return wrap(buffer, buffer.order(), DType.INT64, shape);
  }

  /**
   * A tensor over the memory of a direct buffer, from its position to its limit; writing to one
   * writes to the other.
   */
  public static Tensor wrap(ShortBuffer buffer, Shape shape) {
    return wrap(buffer, buffer.order(), DType.INT16, shape);
  }

  /**
   * A tensor over the memory of a direct buffer of bytes, from its position to its limit, aligned
   * for the dtype; writing to one writes to the other. The buffer's byte order is not looked at: it
   * is the machine's.
   */
  public static Tensor wrap(ByteBuffer buffer, DType dtype, Shape shape) {
    if (buffer.remaining() % dtype.bytes() != 0
        || buffer.remaining() / dtype.bytes() != shape.elements())
      throw misfit(buffer.remaining() / dtype.bytes(), shape);
    return Elements.over(Wrappers.JAVA, buffer.slice(), dtype, shape.toArray());
  }

  private static Tensor wrap(Buffer buffer, ByteOrder order, DType dtype, Shape shape) {
    if (order != ByteOrder.nativeOrder()) {
      throw Errors.make(
          "value",
          "the buffer's byte order is not the machine's: make it with order(ByteOrder.nativeOrder())",
          "buffer");
    }
    if (buffer.remaining() != shape.elements()) throw misfit(buffer.remaining(), shape);
    return Elements.over(Wrappers.JAVA, buffer, dtype, shape.toArray());
  }

  private static MixgradException misfit(long elements, Shape shape) {
    return Errors.make(
        "shape",
        "the buffer has "
            + elements
            + " elements, the shape "
            + shape
            + " needs "
            + shape.elements(),
        "shape");
  }

  private int length() {
    long size = size();
    if (size > Integer.MAX_VALUE - 8)
      throw Errors.make("value", "an array of Java holds fewer than " + size + " elements");
    return (int) size;
  }

  /**
   * All elements in row-major order, converted to float32.
   *
   * @throws DTypeException if they can not be converted without loss
   */
  public float[] toFloatArray() {
    float[] out = new float[length()];
    Elements.copyOut(this, DType.FLOAT32, out, 4L * out.length);
    return out;
  }

  /** All elements in row-major order, converted to float64. */
  public double[] toDoubleArray() {
    double[] out = new double[length()];
    Elements.copyOut(this, DType.FLOAT64, out, 8L * out.length);
    return out;
  }

  /**
   * All elements in row-major order, converted to int64.
   *
   * @throws ValueException if a whole number does not fit
   */
  public long[] toLongArray() {
    long[] out = new long[length()];
    Elements.copyOut(this, DType.INT64, out, 8L * out.length);
    return out;
  }

  /**
   * All elements in row-major order, converted to int32.
   *
   * @throws ValueException if a whole number does not fit
   */
  public int[] toIntArray() {
    int[] out = new int[length()];
    Elements.copyOut(this, DType.INT32, out, 4L * out.length);
    return out;
  }

  /** All elements in row-major order as truth values. */
  public boolean[] toBooleanArray() {
    boolean[] out = new boolean[length()];
    Elements.copyOut(this, DType.BOOL, out, out.length);
    return out;
  }

  /**
   * The bytes of all elements in row-major order, in the machine's byte order: every dtype as it
   * is.
   */
  public byte[] toByteArray() {
    DType dtype = dtype();
    long bytes = size() * dtype.bytes();
    if (bytes > Integer.MAX_VALUE - 8)
      throw Errors.make("value", "an array of Java holds fewer than " + bytes + " bytes");
    byte[] out = new byte[(int) bytes];
    Elements.copyOut(this, dtype, out, bytes);
    return out;
  }

  /**
   * The memory of a contiguous tensor, without a copy, which lives as long as the buffer; read-only
   * if gradients are recorded for the tensor or it must not be written to.
   *
   * @throws ValueException if the tensor is not contiguous: copy it first
   */
  public ByteBuffer asByteBuffer() {
    if (!isContiguous())
      throw Errors.make("value", "the tensor is not contiguous: a buffer needs a copy of it");
    ByteBuffer view = Elements.view(this, size() * dtype().bytes());
    boolean readOnly = isReadOnly() || requiresGrad() || !isLeaf();
    return readOnly ? view.asReadOnlyBuffer().order(ByteOrder.nativeOrder()) : view;
  }

  /** The only element, as a Double, a Long or a Boolean. */
  public Object item() {
    if (size() != 1)
      throw Errors.make("value", "item needs a tensor with one element, this one has " + size());
    DType dtype = dtype();
    if (dtype == DType.BOOL) return toBooleanArray()[0];
    return dtype.isFloating() ? (Object) toDoubleArray()[0] : (Object) toLongArray()[0];
  }

  /** The only element as a double. */
  public double doubleValue() {
    if (size() != 1)
      throw Errors.make(
          "value", "doubleValue needs a tensor with one element, this one has " + size());
    return toDoubleArray()[0];
  }

  /** The only element as a whole number. */
  public long longValue() {
    if (size() != 1)
      throw Errors.make(
          "value", "longValue needs a tensor with one element, this one has " + size());
    return toLongArray()[0];
  }

  /** The only element as a truth value. */
  public boolean booleanValue() {
    if (size() != 1)
      throw Errors.make(
          "value",
          "the truth of a tensor with " + size() + " elements is ambiguous: use any() or all()");
    return toBooleanArray()[0];
  }
}
