package io.mixgrad;

import static io.mixgrad.Expectations.expect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CreationTest {
  private static FloatBuffer direct(float... numbers) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * numbers.length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.put(numbers).flip();
    return buffer;
  }

  @Test
  void arraysKeepTheirType() {
    expect(Tensor.of(new float[][] {{1, 2}, {3, 4.5f}}))
        .shape(2, 2)
        .dtype("float32")
        .equalTo(new double[][] {{1, 2}, {3, 4.5}}, 0);
    expect(Tensor.of(1.5, 2.5)).shape(2).dtype("float64");
    expect(Tensor.of(new int[][][] {{{1}, {2}}})).shape(1, 2, 1).dtype("int32");
    expect(Tensor.of(1L << 40)).shape().dtype("int64").equalTo((double) (1L << 40), 0);
    expect(Tensor.of(new byte[] {-1, 2})).dtype("int8").equalTo(new double[] {-1, 2}, 0);
    expect(Tensor.of(new short[] {-1, 2})).dtype("int16");
    expect(Tensor.of(true, false)).dtype("bool").equalTo(new boolean[] {true, false}, 0);
    expect(Tensor.of(3.5f)).shape().dtype("float32");
    expect(Tensor.of(new float[0][3])).shape(0, 0).dtype("float32");
    expect(Tensor.of(new float[2][0])).shape(2, 0);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyDType(DType dtype) {
    Tensor x = Tensor.of(new int[] {0, 1, 1}, dtype);
    assertEquals(dtype, x.dtype());
    assertArrayEquals(new long[] {0, 1, 1}, x.astype(DType.INT64).toLongArray());
    assertEquals(3 * dtype.bytes(), x.toByteArray().length);
    assertEquals(3 * dtype.bytes(), x.asByteBuffer().remaining());
    ByteBuffer memory =
        ByteBuffer.allocateDirect(3 * dtype.bytes())
            .order(ByteOrder.nativeOrder())
            .put(x.toByteArray())
            .flip();
    assertTrue(Tensor.wrap(memory, dtype, Shape.of(3)).equal(x).all().booleanValue());
  }

  @Test
  void arraysThatAreNotAccepted() {
    assertThrows(ShapeException.class, () -> Tensor.of(new float[][] {{1}, {2, 3}}));
    assertThrows(ShapeException.class, () -> Tensor.of(new float[][] {{1}, null}));
    Object deep = new float[1];
    for (int axes = 1; axes <= 32; ++axes) {
      Object outer = java.lang.reflect.Array.newInstance(deep.getClass(), 1);
      java.lang.reflect.Array.set(outer, 0, deep);
      deep = outer;
    }
    Object tooDeep = deep;
    assertThrows(ShapeException.class, () -> Tensor.of(tooDeep));
    assertThrows(TypeException.class, () -> Tensor.of(new String[] {"a"}));
    assertThrows(TypeException.class, () -> Tensor.of((Object) "a"));
    assertThrows(TypeException.class, () -> Tensor.of((Object) null));
  }

  @Test
  void wrappedBuffersShareMemory() {
    FloatBuffer buffer = direct(1, 2, 3, 4);
    Tensor x = Tensor.wrap(buffer, Shape.of(2, 2));
    buffer.put(0, 10);
    expect(x).equalTo(new double[][] {{10, 2}, {3, 4}}, 0);
    x.set(7, 1, 1);
    assertEquals(7, buffer.get(3));
    buffer.position(2);
    expect(Tensor.wrap(buffer, Shape.of(2))).equalTo(new double[] {3, 7}, 0);
  }

  @Test
  void wrappedBuffersLive() {
    Tensor x = Tensor.wrap(direct(1, 2, 3), Shape.of(3));
    for (int i = 0; i < 5; ++i) {
      System.gc();
      ByteBuffer.allocateDirect(1 << 20);
    }
    expect(x).equalTo(new double[] {1, 2, 3}, 0);
  }

  @Test
  void buffersThatCanNotBeWrapped() {
    assertThrows(ValueException.class, () -> Tensor.wrap(FloatBuffer.allocate(2), Shape.of(2)));
    assertThrows(ShapeException.class, () -> Tensor.wrap(direct(1, 2), Shape.of(3)));
    FloatBuffer foreign =
        ByteBuffer.allocateDirect(8)
            .order(
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                    ? ByteOrder.LITTLE_ENDIAN
                    : ByteOrder.BIG_ENDIAN)
            .asFloatBuffer();
    assertThrows(ValueException.class, () -> Tensor.wrap(foreign, Shape.of(2)));
    assertThrows(
        ReadOnlyException.class,
        () -> Tensor.wrap(direct(1, 2).asReadOnlyBuffer(), Shape.of(2)).set(0, 0));
  }

  @Test
  void bufferOutlivesItsTensor() {
    Tensor x = Tensor.of(1f, 2f, 3f);
    FloatBuffer view = x.asByteBuffer().asFloatBuffer();
    x.close();
    Tensor.of(9f, 9f, 9f);
    for (int i = 0; i < 3; ++i) System.gc();
    assertEquals(2, view.get(1));
  }

  @Test
  void bufferOfAParameterIsReadOnly() {
    ByteBuffer view = Tensor.of(1f, 2f).setRequiresGrad(true).asByteBuffer();
    assertThrows(ReadOnlyBufferException.class, () -> view.putFloat(0, 3));
    assertThrows(
        ValueException.class, () -> Tensor.of(new float[2][3]).transposed().asByteBuffer());
  }

  @Test
  void elementsComeOutConverted() {
    Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}}).transposed();
    assertArrayEquals(new float[] {1, 3, 2, 4}, x.toFloatArray());
    assertArrayEquals(new double[] {1, 3, 2, 4}, x.toDoubleArray());
    assertArrayEquals(new int[] {1, 0}, Tensor.of(true, false).toIntArray());
    assertThrows(ValueException.class, () -> Tensor.of(1L << 40).toIntArray());
    assertEquals(2.5, Tensor.of(2.5).item());
    assertEquals(7L, Tensor.of(7).item());
    assertEquals(true, Tensor.of(true).item());
    assertThrows(ValueException.class, () -> Tensor.of(1, 2).item());
    assertThrows(ValueException.class, () -> Tensor.of(true, true).booleanValue());
  }

  @Test
  void factories() {
    expect(Tensors.zeros(2, 3)).shape(2, 3).dtype("float32");
    expect(Tensors.zeros(Shape.of(2), o -> o.dtype(DType.FLOAT16).device(Device.CPU)))
        .dtype("float16");
    expect(Tensors.full(Shape.of(2), 1.5)).equalTo(new double[] {1.5, 1.5}, 0);
    expect(Tensors.arange(3)).dtype("int64").equalTo(new double[] {0, 1, 2}, 0);
    expect(Tensors.arange(1, 2)).equalTo(new double[] {1}, 0);
    expect(Tensors.eye(2)).equalTo(new double[][] {{1, 0}, {0, 1}}, 0);
    Mixgrad.manualSeed(3);
    float[] first = Tensors.normal(4).toFloatArray();
    Mixgrad.manualSeed(3);
    assertArrayEquals(first, Tensors.normal(Shape.of(4), 0).toFloatArray());
    expect(Tensors.uniform(Shape.of(2, 2), o -> o.low(1).high(2))).shape(2, 2);
    assertEquals(4, Tensors.permutation(4).size());
  }

  @Test
  void facts() {
    Tensor x = Tensors.zeros(2, 3);
    assertEquals(Shape.of(2, 3), x.shape());
    assertEquals(2, x.ndim());
    assertEquals(6, x.size());
    assertArrayEquals(new long[] {3, 1}, x.strides());
    assertEquals(Device.CPU, x.device());
    assertTrue(x.isContiguous() && x.isLeaf() && !x.isTraced() && !x.isReadOnly());
    assertFalse(x.transposed().isContiguous());
    assertEquals(3, x.shape().get(-1));
    assertThrows(IndexException.class, () -> x.shape().get(2));
    assertEquals(
        "tensor([[0, 0, 0],\n        [0, 0, 0]], dtype=float32)", x.toString().replace("0.", "0"));
    assertThrows(DeviceException.class, () -> x.to(new Device(1, 0)));
  }
}
