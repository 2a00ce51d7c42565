package io.mixgrad;

import static io.mixgrad.TrainingTest.loader;
import static io.mixgrad.TrainingTest.net;
import static io.mixgrad.TrainingTest.trainer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.data.DataLoader;
import io.mixgrad.data.Dataset;
import io.mixgrad.nn.Losses;
import io.mixgrad.train.Callback;
import io.mixgrad.train.History;
import io.mixgrad.train.Metric;
import io.mixgrad.train.Optimizers;
import io.mixgrad.train.Schedule;
import io.mixgrad.train.Trainer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Classes and functions of Java that take part in a training. */
class TrainingHostsTest {
  @BeforeEach
  void seed() {
    Mixgrad.setProgress(false);
    Mixgrad.manualSeed(11);
  }

  /** The points as a data set of Java. */
  static final class Points extends Dataset {
    private final float[] x = Tensors.normal(48, 2).toFloatArray();

    @Override
    public long length() {
      return x.length / 2;
    }

    @Override
    public List<Tensor> get(long index) {
      float[] point = {x[2 * (int) index], x[2 * (int) index + 1]};
      return List.of(Tensor.of(point), Tensor.of(point[0] + point[1] > 0 ? 1L : 0L));
    }
  }

  @Test
  void everythingOfJava() {
    class Rows extends Metric {
      private long rows;

      @Override
      public void reset() {
        rows = 0;
      }

      @Override
      public void update(Tensor output, Tensor target) {
        rows += target.size();
      }

      @Override
      public double compute() {
        return rows;
      }
    }
    class Half extends Schedule {
      @Override
      public double factor(long epoch) {
        return Math.pow(0.5, epoch);
      }
    }
    class Recorder extends Callback {
      private final List<Long> epochs = new ArrayList<>();
      private long batches;

      @Override
      public boolean onEpochEnd(long epoch, Map<String, Double> logs) {
        epochs.add(epoch);
        assertTrue(logs.get("loss") > 0);
        return epoch == 3;
      }

      @Override
      public void onBatchEnd(long batch, Map<String, Double> logs) {
        ++batches;
      }
    }
    TrainingTest.Net net = new TrainingTest.Net();
    Recorder recorder = new Recorder();
    Trainer trainer =
        Trainer.of(
            net,
            t ->
                t.loss((output, target) -> Losses.crossEntropy(output, target))
                    .optimizer(Optimizers.sgd(o -> o.parameters(net.parameters()).lr(1)))
                    .metric("rows", new Rows())
                    .schedule(new Half()));
    History history =
        trainer.fit(
            DataLoader.of(new Points(), o -> o.batchSize(16)), f -> f.epochs(9).callback(recorder));
    assertEquals(List.of(1L, 2L, 3L), recorder.epochs);
    assertEquals(9, recorder.batches);
    assertEquals(List.of(48.0, 48.0, 48.0), history.column("rows"));
    assertEquals(List.of(1.0, 0.5, 0.25), history.column("lr"));
    assertEquals(1, net.calls);
    assertEquals(1, trainer.traces());
  }

  @Test
  void errorsOfJavaComeBackAsThemselves() {
    var error = new IllegalStateException("in the callback");
    Callback failing =
        new Callback() {
          @Override
          public void onEpochStart(long epoch) {
            throw error;
          }
        };
    assertSame(
        error,
        assertThrows(
            IllegalStateException.class,
            () -> trainer(net()).fit(loader(16), f -> f.callback(failing))));
    Dataset broken =
        new Dataset() {
          @Override
          public long length() {
            return 5;
          }

          @Override
          public List<Tensor> get(long index) {
            throw error;
          }
        };
    assertSame(
        error,
        assertThrows(IllegalStateException.class, () -> trainer(net()).fit(DataLoader.of(broken))));
  }

  @Test
  void trainersAreReclaimed() {
    Mixgrad.Memory before = LifetimeTest.baseline();
    List<WeakReference<Trainer>> gone = new ArrayList<>();
    for (int i = 0; i < 30; ++i) {
      TrainingTest.Net net = new TrainingTest.Net();
      Trainer trainer =
          Trainer.of(
              net,
              t ->
                  t.loss((x, y) -> net.calls < 0 ? x : Losses.crossEntropy(x, y))
                      .optimizer(Optimizers.sgd(o -> o.parameters(net.parameters()))));
      trainer.fit(loader(16));
      gone.add(new WeakReference<>(trainer));
    }
    LifetimeTest.assertNothingLeft(before);
    assertTrue(gone.stream().allMatch(reference -> reference.get() == null));
  }
}
