package io.mixgrad;

import static io.mixgrad.Expectations.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorsTest {
  private final Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 4}});

  @Test
  void methodsAndFunctions() {
    expect(x.add(x)).equalTo(new double[][] {{2, 4}, {6, 8}}, 0);
    expect(Ops.add(1, x)).equalTo(new double[][] {{2, 3}, {4, 5}}, 0);
    expect(Ops.subtract(1, x)).equalTo(new double[][] {{0, -1}, {-2, -3}}, 0);
    expect(x.multiply(2).subtract(1).divide(2)).equalTo(new double[][] {{0.5, 1.5}, {2.5, 3.5}}, 0);
    expect(x.matmul(x)).equalTo(new double[][] {{7, 10}, {15, 22}}, 0);
    expect(x.negative().abs()).equalTo(new double[][] {{1, 2}, {3, 4}}, 0);
    expect(x.greater(2)).equalTo(new boolean[][] {{false, false}, {true, true}}, 0);
    expect(Ops.where(x.less(3), x, 0)).equalTo(new double[][] {{1, 2}, {0, 0}}, 0);
    expect(x.pow(2)).equalTo(new double[][] {{1, 4}, {9, 16}}, 1e-6);
  }

  @Test
  void numbersAreWeak() {
    assertEquals(DType.FLOAT32, x.add(1).dtype());
    assertEquals(DType.FLOAT32, x.add(1.5).dtype());
    assertEquals(DType.INT32, Tensor.of(1, 2).add(1L).dtype());
    assertTrue(Tensor.of(1, 2).add(1.5).dtype().isFloating());
  }

  @Test
  void inPlace() {
    Tensor y = x.copy();
    Tensor same = y.addInPlace(1).multiplyInPlace(x);
    assertTrue(same.isSame(y));
    expect(y).equalTo(new double[][] {{2, 6}, {12, 20}}, 0);
  }

  @Test
  void optionsByPlaceAndByBuilder() {
    expect(x.sum()).shape().equalTo(10.0, 0);
    expect(x.sum(1)).equalTo(new double[] {3, 7}, 0);
    expect(x.sum(0, 1)).shape().equalTo(10.0, 0);
    expect(x.sum(o -> o.axis(1).keepdims(true))).equalTo(new double[][] {{3}, {7}}, 0);
    expect(x.argmax(1)).dtype("int64").equalTo(new double[] {1, 1}, 0);
    expect(x.permuteDims(1, 0)).equalTo(new double[][] {{1, 3}, {2, 4}}, 0);
    expect(x.reshape(4)).shape(4);
    expect(x.reshape(Shape.of(1, -1))).shape(1, 4);
    expect(x.clip(2)).equalTo(new double[][] {{2, 2}, {3, 4}}, 0);
    expect(x.clip(o -> o.min(2).max(3))).equalTo(new double[][] {{2, 2}, {3, 3}}, 0);
    expect(x.clip(o -> o.max(Tensor.of(1f, 5f)))).equalTo(new double[][] {{1, 2}, {1, 4}}, 0);
  }

  @Test
  void listsAndRecords() {
    expect(Ops.concat(x, x)).shape(4, 2);
    expect(Ops.concat(1, x, x)).shape(2, 4);
    expect(Ops.concat(List.of(x, x), 1)).shape(2, 4);
    expect(Ops.stack(x, x, x)).shape(3, 2, 2);
    List<Tensor> parts = x.split(o -> o.sections(2).axis(1));
    expect(parts.get(1)).equalTo(new double[][] {{2}, {4}}, 0);
    expect(x.split(o -> o.sizes(1L, 1L)).get(0)).shape(1, 2);
    try (TopK top = x.topk(1)) {
      expect(top.values()).equalTo(new double[][] {{2}, {4}}, 0);
      expect(top.indices()).equalTo(new double[][] {{1}, {1}}, 0);
    }
    expect(Ops.take(x, Tensor.of(1L, 0L))).equalTo(new double[][] {{3, 4}, {1, 2}}, 0);
    expect(x.astype(DType.FLOAT16)).dtype("float16");
  }

  @Test
  void generators() {
    Generator generator = new Generator(7);
    Tensor first = Tensors.uniform(Shape.of(3), o -> o.generator(generator));
    generator.manualSeed(7);
    try (var mode = Autograd.useGenerator(generator)) {
      expect(Tensors.uniform(3)).equalTo(first.toDoubleArray(), 0);
    }
    List<Long> state = generator.state();
    Tensors.uniform(Shape.of(3), o -> o.generator(generator));
    generator.setState(state);
    assertEquals(state, generator.state());
  }

  @Test
  void oneObjectOneWrapper() {
    var loader = new io.mixgrad.data.DataLoader(new io.mixgrad.data.TensorDataset(x));
    assertSame(loader.dataset(), loader.dataset());
  }
}
