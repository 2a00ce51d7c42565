package io.mixgrad.internal;

import io.mixgrad.DType;
import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Facts and elements of tensors. */
public final class Elements {
  private static final int FACTS = 7;

  private Elements() {}

  /** dtype, rank, size, item bytes, flags, device, version, then room for sizes and strides. */
  public static long[] describe(Peer tensor) {
    long[] facts = new long[FACTS + 2 * LimitNumber.LIMIT_AXES];
    Glue.describe(tensor.handle, facts);
    Reference.reachabilityFence(tensor);
    return facts;
  }

  /** The sizes of the axes among the facts. */
  public static long[] sizes(long[] facts) {
    return Arrays.copyOfRange(facts, FACTS, FACTS + (int) facts[1]);
  }

  /** The strides among the facts. */
  public static long[] strides(long[] facts) {
    int first = FACTS + LimitNumber.LIMIT_AXES;
    return Arrays.copyOfRange(facts, first, first + (int) facts[1]);
  }

  /** A new tensor with a copy of an array of primitives. */
  public static <T extends TensorPeer> T copyOf(
      Wrappers wrappers, Object array, DType dtype, long[] shape) {
    checkRank(shape);
    Glue.drainDeleted();
    return wrappers.tensor(Glue.fromArray(Context.current().handle, array, dtype.number(), shape));
  }

  /**
   * A tensor over the memory of a direct buffer, from its position on; the buffer lives as long as
   * the tensor's memory.
   */
  public static <T extends TensorPeer> T over(
      Wrappers wrappers, Buffer buffer, DType dtype, long[] shape) {
    checkRank(shape);
    if (!buffer.isDirect())
      throw Errors.make(
          "value",
          "the buffer is not direct: only memory outside of the heap can be shared",
          "buffer");
    Glue.drainDeleted();
    long start = Glue.addressOf(buffer) + (long) buffer.position() * dtype.bytes();
    long handle =
        Glue.fromBuffer(
            Context.current().handle, buffer, start, dtype.number(), shape, buffer.isReadOnly());
    return wrappers.tensor(handle);
  }

  private static void checkRank(long[] shape) {
    if (shape.length > LimitNumber.LIMIT_AXES)
      throw Errors.make(
          "shape",
          "a tensor has at most " + LimitNumber.LIMIT_AXES + " axes, not " + shape.length,
          "shape");
  }

  /** Writes all elements, converted and in row-major order, into an array of primitives. */
  public static void copyOut(Peer tensor, DType dtype, Object array, long bytes) {
    Glue.copyOut(tensor.handle, dtype.number(), array, bytes);
    Reference.reachabilityFence(tensor);
  }

  /** The memory of a contiguous tensor, which lives as long as the buffer or what is made of it. */
  public static ByteBuffer view(Peer tensor, long bytes) {
    if (bytes > Integer.MAX_VALUE)
      throw Errors.make(
          "value", "a buffer of Java holds at most 2147483647 bytes, this tensor has " + bytes);
    long[] exported = new long[2];
    Glue.share(tensor.handle, exported);
    Reference.reachabilityFence(tensor);
    long share = exported[0];
    ByteBuffer view = bytes == 0 ? ByteBuffer.allocateDirect(0) : Glue.view(exported[1], bytes);
    Reaper.watch(view, () -> Glue.unshare(share));
    return view.order(ByteOrder.nativeOrder());
  }

  /** The gradient, or null. */
  public static <T extends TensorPeer> T grad(Wrappers wrappers, Peer tensor) {
    long grad = NativeJNI.tensorGrad(Context.current().handle, tensor.handle);
    Reference.reachabilityFence(tensor);
    return grad == 0 ? null : wrappers.tensor(grad);
  }

  /** Replaces the gradient. */
  public static void setGrad(Peer tensor, Peer grad) {
    NativeJNI.tensorSetGrad(tensor.handle, grad == null ? 0 : grad.handle);
    Reference.reachabilityFence(tensor);
    Reference.reachabilityFence(grad);
  }

  /** Asks for gradients, or stops it. */
  public static void setRequiresGrad(Peer tensor, boolean on) {
    NativeJNI.tensorSetRequiresGrad(tensor.handle, on ? 1 : 0);
    Reference.reachabilityFence(tensor);
  }

  /** Empties the handle. */
  public static void dispose(Peer tensor) {
    NativeJNI.tensorDispose(tensor.handle);
    Reference.reachabilityFence(tensor);
  }

  /** Whether the handle is empty. */
  public static boolean isDisposed(Peer tensor) {
    boolean disposed = NativeJNI.tensorIsDisposed(tensor.handle) != 0;
    Reference.reachabilityFence(tensor);
    return disposed;
  }

  /** The same number for handles of the same tensor. */
  public static long identity(Peer tensor) {
    long number = NativeJNI.tensorIdentity(tensor.handle);
    Reference.reachabilityFence(tensor);
    return number;
  }
}
