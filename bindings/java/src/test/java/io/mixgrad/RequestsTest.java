package io.mixgrad;

import static io.mixgrad.nn.Layers.dropout;
import static io.mixgrad.nn.Layers.linear;
import static io.mixgrad.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.data.DataLoader;
import io.mixgrad.data.Dataset;
import io.mixgrad.data.TensorDataset;
import io.mixgrad.nn.Block;
import io.mixgrad.nn.Losses;
import io.mixgrad.train.Callback;
import io.mixgrad.train.Optimizers;
import io.mixgrad.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine asks of Java's objects, and when. */
class RequestsTest {
  @BeforeEach
  void seed() {
    Mixgrad.setProgress(false);
    Mixgrad.manualSeed(3);
  }

  /** Points in two classes; notes how many steps were done when an item was made. */
  static class Points extends Dataset {
    final Tensor x = Tensors.normal(18, 2);
    final Tensor y = x.argmax(1);
    final boolean noise;
    final long broken;
    final List<List<Long>> made = new ArrayList<>();
    long steps;

    Points(boolean noise, long broken) {
      this.noise = noise;
      this.broken = broken;
    }

    @Override
    public long length() {
      return 18;
    }

    @Override
    public List<Tensor> get(long index) {
      if (index == broken) throw new IllegalStateException("a broken item");
      made.add(List.of(index / 4, steps));
      Tensor item = x.get(index);
      return List.of(noise ? item.add(Tensors.normal(2)) : item, y.get(index));
    }
  }

  static Block net() {
    return sequential(linear(2, 8), dropout(0.5), linear(8, 2));
  }

  static List<float[]> train(Block net, Dataset data, int prefetch, int epochs) {
    Trainer trainer =
        Trainer.of(
            net, t -> t.loss(Losses::crossEntropy).optimizer(Optimizers.sgd(o -> o.lr(0.5))));
    Callback steps =
        new Callback() {
          @Override
          public void onBatchEnd(long batch, Map<String, Double> logs) {
            if (data instanceof Points points) points.steps += 1;
          }
        };
    trainer.fit(
        DataLoader.of(data, o -> o.batchSize(4).prefetch(prefetch)),
        f -> f.epochs(epochs).callbacks(List.of(steps)));
    return net.parameters().stream().map(Tensor::toFloatArray).toList();
  }

  static List<float[]> trained(boolean noise, int prefetch, int epochs) {
    Mixgrad.manualSeed(3);
    Block net = net();
    return train(net, new Points(noise, -1), prefetch, epochs);
  }

  static void assertSameWeights(List<float[]> expected, List<float[]> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); ++i) assertArrayEquals(expected.get(i), found.get(i));
  }

  @Test
  void batchesAreMadeAheadOfTheStepsThatNeedThem() {
    for (int prefetch : new int[] {0, 1, 2, 100}) {
      Mixgrad.manualSeed(3);
      Block net = net();
      Points data = new Points(false, -1);
      List<float[]> weights = train(net, data, prefetch, 1);
      assertEquals(
          LongStream.range(0, 18)
              .mapToObj(i -> List.of(i / 4, Math.max(0, i / 4 - prefetch)))
              .toList(),
          data.made);
      Mixgrad.manualSeed(3);
      Block same = net();
      Points points = new Points(false, -1);
      assertSameWeights(train(same, new TensorDataset(points.x, points.y), 2, 1), weights);
    }
  }

  @Test
  void itemsThatDrawRandomNumbersAreMadeInTheirTurn() {
    assertSameWeights(trained(true, 0, 2), trained(true, 2, 2));
  }

  @Test
  void anErrorInAnItemComesWithItsBatch() {
    Points data = new Points(false, 13);
    assertEquals(
        "a broken item",
        assertThrows(IllegalStateException.class, () -> train(net(), data, 2, 1)).getMessage());
    assertEquals(3, data.steps);
  }

  @Test
  void anInterruptEndsABatchHalfway() {
    Thread training = Thread.currentThread();
    Points data =
        new Points(false, -1) {
          @Override
          public List<Tensor> get(long index) {
            if (index == 1) training.interrupt();
            return super.get(index);
          }
        };
    assertThrows(CancelledException.class, () -> train(net(), data, 0, 1));
    assertTrue(Thread.interrupted());
    assertTrue(data.made.size() <= 2, "items after the interrupt were made");
  }

  /** Notes what it is asked for. */
  static class Asked extends Callback {
    final List<String> asked = new ArrayList<>();

    @Override
    protected Object answer(String method, Object[] arguments) {
      asked.add(method);
      return super.answer(method, arguments);
    }
  }

  static class Ends extends Asked {
    @Override
    public boolean onEpochEnd(long epoch, Map<String, Double> logs) {
      return false;
    }
  }

  static class More extends Ends {
    @Override
    public void onFitStart() {}
  }

  @Test
  void onlyWhatIsOverriddenIsAskedFor() {
    Asked nothing = new Asked();
    Ends ends = new Ends();
    More more = new More();
    Block net = net();
    Trainer trainer =
        Trainer.of(
            net, t -> t.loss(Losses::crossEntropy).optimizer(Optimizers.sgd(o -> o.lr(0.5))));
    Points points = new Points(false, -1);
    trainer.fit(
        DataLoader.of(new TensorDataset(points.x, points.y), o -> o.batchSize(4)),
        f -> f.epochs(2).callbacks(List.of(nothing, ends, more)));
    assertEquals(List.of(), nothing.asked);
    assertEquals(List.of("on_epoch_end", "on_epoch_end"), ends.asked);
    assertEquals(List.of("on_fit_start", "on_epoch_end", "on_epoch_end"), more.asked);
  }
}
