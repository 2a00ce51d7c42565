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
    assertThrows(TypeException.class, () -> x.get(true));
    assertThrows(TypeException.class, () -> x.get(Tensor.of(1)));
    assertThrows(TypeException.class, () -> x.get(1.5));
  }
}
