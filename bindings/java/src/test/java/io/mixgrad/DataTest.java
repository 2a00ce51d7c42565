package io.mixgrad;

import static io.mixgrad.Expectations.expect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.data.DataLoader;
import io.mixgrad.data.Dataset;
import io.mixgrad.data.TensorDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class DataTest {
  /** Squares, as a data set of Java. */
  static final class Squares extends Dataset {
    final List<Long> asked = new ArrayList<>();

    @Override
    public long length() {
      return 10;
    }

    @Override
    public List<Tensor> get(long index) {
      asked.add(index);
      return List.of(Tensor.of((float) index, (float) (index * index)), Tensor.of(index % 2));
    }
  }

  @Test
  void batchesOfAnOwnDataset() {
    Squares data = new Squares();
    List<Shape> shapes = new ArrayList<>();
    long items = 0;
    for (List<Tensor> batch : DataLoader.of(data, o -> o.batchSize(4))) {
      shapes.add(batch.get(0).shape());
      assertEquals(DType.INT64, batch.get(1).dtype());
      items += batch.get(1).size();
    }
    assertEquals(List.of(Shape.of(4, 2), Shape.of(4, 2), Shape.of(2, 2)), shapes);
    assertEquals(10, items);
    assertEquals(10, data.asked.size());
  }

  @Test
  void shufflesDependOnTheSeedAlone() {
    DataLoader loader = DataLoader.of(new Squares(), o -> o.batchSize(5).shuffle(true));
    Mixgrad.manualSeed(1);
    long[] first = labels(loader);
    Mixgrad.manualSeed(1);
    assertArrayEquals(first, labels(loader));
    DataLoader own =
        DataLoader.of(
            new TensorDataset(Tensors.arange(100)), o -> o.batchSize(100).shuffle(true).seed(3));
    long[] once = own.iterator().next().get(0).toLongArray();
    assertNotEquals(0, java.util.Arrays.mismatch(once, Tensors.arange(100).toLongArray()) + 1);
  }

  private static long[] labels(DataLoader loader) {
    List<Long> out = new ArrayList<>();
    for (List<Tensor> batch : loader) for (long label : batch.get(1).toLongArray()) out.add(label);
    return out.stream().mapToLong(Long::longValue).toArray();
  }

  @Test
  void datasetsOfTheEngine() {
    TensorDataset data =
        new TensorDataset(Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}), Tensor.of(0L, 1L, 2L));
    assertEquals(3, data.length());
    expect(data.get(1).get(0)).equalTo(new double[] {3, 4}, 0);
    expect(data.get(Index.range(1, 9)).get(1)).equalTo(new double[] {1, 2}, 0);
    expect(data.get(Index.range(0, 3, 2)).get(0)).equalTo(new double[][] {{1, 2}, {5, 6}}, 0);
    expect(data.getBatch(2, 0).get(1)).equalTo(new double[] {2, 0}, 0);
    assertEquals(3, data.stream().count());
    assertThrows(IndexException.class, () -> data.get(3));
    assertThrows(ShapeException.class, () -> new TensorDataset(Tensors.ones(2), Tensors.ones(3)));
    assertThrows(MixgradException.class, () -> DataLoader.of(data, o -> o.batchSize(0)));
  }

  @Test
  void walksEnd() {
    var walk = DataLoader.of(new TensorDataset(Tensors.ones(3)), o -> o.batchSize(2)).iterator();
    assertTrue(walk.hasNext() && walk.hasNext());
    walk.next();
    expect(walk.next().get(0)).shape(1);
    assertFalse(walk.hasNext());
    assertThrows(NoSuchElementException.class, walk::next);
  }

  @Test
  void errorsOfAnOwnDatasetComeBack() {
    class Broken extends Dataset {
      @Override
      public long length() {
        return 3;
      }

      @Override
      public List<Tensor> get(long index) {
        throw new UnsupportedOperationException("item " + index);
      }
    }
    var error =
        assertThrows(
            UnsupportedOperationException.class,
            () -> DataLoader.of(new Broken()).iterator().next());
    assertTrue(error.getMessage().startsWith("item "));
    assertThrows(NotFoundException.class, () -> DataLoader.of(new Dataset() {}).iterator().next());
  }
}
