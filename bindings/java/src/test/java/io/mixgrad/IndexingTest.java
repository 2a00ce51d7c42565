package io.mixgrad;

import static io.mixgrad.Expectations.expect;
import static io.mixgrad.Index.ALL;
import static io.mixgrad.Index.ELLIPSIS;
import static io.mixgrad.Index.NEW_AXIS;
import static io.mixgrad.Index.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class IndexingTest {
  private final Tensor x = Tensors.arange(24).reshape(2, 3, 4);

  @Test
  void positionsAndSlices() {
    expect(x.get(1, 2, 3)).shape().equalTo(23.0, 0);
    expect(x.get(-1, 0)).equalTo(new double[] {12, 13, 14, 15}, 0);
    expect(x.get(0, ALL, range(1, 3))).equalTo(new double[][] {{1, 2}, {5, 6}, {9, 10}}, 0);
    expect(x.get(ELLIPSIS, 0)).equalTo(new double[][] {{0, 4, 8}, {12, 16, 20}}, 0);
    expect(x.get(0, 0, range(0, 4, 2))).equalTo(new double[] {0, 2}, 0);
    expect(x.get(0, 0, Index.from(-2))).equalTo(new double[] {2, 3}, 0);
    expect(x.get(0, 0, Index.to(1))).equalTo(new double[] {0}, 0);
    expect(x.get(NEW_AXIS, 0)).shape(1, 3, 4);
    expect(x.get(0, null)).shape(1, 3, 4);
    expect(x.get()).shape(2, 3, 4);
    expect(x.get(0, range(2, 1))).shape(0, 4);
  }

  @Test
  void texts() {
    expect(x.get("0, :, 1:3"))
        .equalTo(
            x.get(0, ALL, range(1, 3)).toLongArray().length == 6
                ? new double[][] {{1, 2}, {5, 6}, {9, 10}}
                : null,
            0);
    expect(x.get("..., 0")).shape(2, 3);
    expect(x.get("new, 1, ::2")).shape(1, 2, 4);
    expect(x.get("-1, -1, -1")).equalTo(23.0, 0);
    assertThrows(ValueException.class, () -> x.get("0, a"));
    assertThrows(ValueException.class, () -> x.get("1:2:3:4"));
  }

  @Test
  void sameObjectsBothWays() {
    List<Index> index = Index.parse("0, :, 1:3");
    x.set(Tensor.of(new long[] {-1, -2}), index.toArray());
    expect(x.get(index.toArray())).equalTo(new double[][] {{-1, -2}, {-1, -2}, {-1, -2}}, 0);
    x.set(5, 1);
    expect(x.get(1, 0)).equalTo(new double[] {5, 5, 5, 5}, 0);
    x.set(6, "1, 0");
    expect(x.get(1, 0)).equalTo(new double[] {6, 6, 6, 6}, 0);
  }

  @Test
  void positions() {
    expect(x.get(0, new int[] {-1, 0}, 1)).equalTo(new double[] {9, 1}, 0);
    expect(x.get(new long[] {1, 0}, 0, Tensor.of(3L, 0L))).equalTo(new double[] {15, 0}, 0);
    expect(x.get(Tensor.of(1, 1), ALL, new int[] {0, 3}))
        .equalTo(new double[][] {{12, 16, 20}, {15, 19, 23}}, 0);
    expect(x.get(Tensor.of(new int[][] {{1}, {0}}), new int[] {2, 0, 1}, -1))
        .equalTo(new double[][] {{23, 15, 19}, {11, 3, 7}}, 0);
    expect(x.get(1, new int[] {})).shape(0, 4);
    expect(Ops.getitem(x, Index.at(1), Index.at(Tensor.of(0, 2)), Index.at(0)))
        .equalTo(new double[] {12, 20}, 0);
  }

  @Test
  void conditions() {
    expect(x.get(0, new boolean[] {true, false, true}))
        .equalTo(new double[][] {{0, 1, 2, 3}, {8, 9, 10, 11}}, 0);
    expect(x.get(x.greater(21))).equalTo(new double[] {22, 23}, 0);
    expect(x.get(x.greater(21).any(2))).equalTo(new double[][] {{20, 21, 22, 23}}, 0);
    expect(x.get(new boolean[] {false, true}, new int[] {2}, 0)).equalTo(new double[] {20}, 0);
    expect(x.get(true, 1)).shape(1, 3, 4);
    expect(Ops.getitem(x, Index.at(false))).shape(0, 2, 3, 4);
  }

  @Test
  void partsByTensorsAreWritten() {
    Tensor y = Tensors.zeros(2, 3);
    y.set(1, ALL, new int[] {2, 0});
    y.set(Tensor.of(new float[][] {{5}, {6}}), ALL, new boolean[] {false, true, false});
    expect(y).equalTo(new double[][] {{1, 5, 1}, {1, 6, 1}}, 0);
    y.set(Tensor.of(7f, 8f), y.greater(1));
    Ops.setitem(y, 2, Index.at(0), Index.at(Tensor.of(0, 2)));
    expect(y).equalTo(new double[][] {{2, 7, 2}, {1, 8, 1}}, 0);
    var error =
        assertThrows(
            ShapeException.class, () -> y.set(Tensor.of(1f, 2f), new boolean[] {true, true}));
    assertEquals("setitem", error.operator());
  }

  @Test
  void arraysLeaveNoTensorsAndTensorsStay() {
    Tensor mask = Tensor.of(true, false);
    Index.Chosen entry = Index.at(mask);
    Tensor weights = Tensor.of(1f, 2f, 3f).setRequiresGrad(true);
    long before = LifetimeTest.baseline().tensors();
    x.get(0, new int[] {0, 2}).close();
    assertThrows(IndexException.class, () -> x.get(new boolean[] {true}));
    assertTrue(Mixgrad.memory().tensors() <= before);
    expect(x.get(entry)).shape(1, 3, 4);
    expect(x.get(mask)).shape(1, 3, 4);
    assertTrue(!mask.isClosed());
    weights.get(new int[] {0, 2, 0}).square().sum().backward();
    expect(weights.grad()).equalTo(new double[] {4, 0, 6}, 0);
  }

  @Test
  void viewsShareElements() {
    Tensor row = x.get(1, 1);
    row.set(0, ALL);
    expect(x.get(1, 1)).equalTo(new double[] {0, 0, 0, 0}, 0);
    assertEquals(x.version(), row.version());
  }

  @Test
  void rows() {
    assertEquals(List.of(66L, 210L), x.stream().map(row -> row.sum().longValue()).toList());
    assertThrows(TypeException.class, () -> Tensor.of(1f).stream());
  }

  @Test
  void errorsNameTheAxis() {
    var error = assertThrows(IndexException.class, () -> x.get(0, 3));
    assertTrue(error.getMessage().contains("3"), error.getMessage());
    assertThrows(IndexException.class, () -> x.get(0, 0, 0, 0));
    assertThrows(ShapeException.class, () -> x.set(Tensor.of(1L, 2L), 0));
    assertThrows(DTypeException.class, () -> x.get(Tensor.of(1f)));
    assertThrows(IndexException.class, () -> x.get(new int[] {0, 2}));
    assertThrows(TypeException.class, () -> x.get(1.5));
    assertThrows(TypeException.class, () -> x.get(new double[] {1}));
  }
}
