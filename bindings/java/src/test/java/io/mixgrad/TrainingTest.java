package io.mixgrad;

import static io.mixgrad.nn.Layers.linear;
import static io.mixgrad.nn.Layers.relu;
import static io.mixgrad.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.data.DataLoader;
import io.mixgrad.data.Dataset;
import io.mixgrad.data.TensorDataset;
import io.mixgrad.nn.Block;
import io.mixgrad.nn.Losses;
import io.mixgrad.train.Accuracy;
import io.mixgrad.train.Callback;
import io.mixgrad.train.EarlyStopping;
import io.mixgrad.train.History;
import io.mixgrad.train.Metric;
import io.mixgrad.train.Optimizer;
import io.mixgrad.train.Optimizers;
import io.mixgrad.train.Schedule;
import io.mixgrad.train.Schedules;
import io.mixgrad.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrainingTest {
  @BeforeEach
  void seed() {
    Mixgrad.setProgress(false);
    Mixgrad.manualSeed(11);
  }

  /** Two classes of points in the plane, which a line parts. */
  static TensorDataset points(int n) {
    Tensor x = Tensors.normal(n, 2);
    return new TensorDataset(x, x.sum(1).greater(0).astype(DType.INT64));
  }

  static DataLoader loader(int n) {
    return DataLoader.of(points(n), o -> o.batchSize(16).shuffle(true));
  }

  static Block net() {
    return sequential(linear(2, 8), relu(), linear(8, 2));
  }

  static Trainer trainer(Block net) {
    return Trainer.of(
        net,
        t ->
            t.loss(Losses::crossEntropy)
                .optimizer(Optimizers.sgd(o -> o.parameters(net.parameters()).lr(0.5)))
                .metric("acc", new Accuracy()));
  }

  @Test
  void fit() {
    History history = trainer(net()).fit(loader(64), f -> f.epochs(5).validation(loader(32)));
    List<Map<String, Double>> logs = history.epochs();
    assertEquals(5, logs.size());
    assertTrue(logs.get(4).get("loss") < logs.get(0).get("loss"));
    assertTrue(logs.get(4).get("val_acc") > 0.8);
    assertEquals(5, history.column("val_acc").size());
    assertTrue(history.plot().svg().contains("<svg"));
  }

  @Test
  void progressOnAPlainStream() {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written));
    Mixgrad.setProgress(true);
    try {
      trainer(net()).fit(loader(64), f -> f.epochs(2));
    } finally {
      System.setErr(before);
    }
    List<String> lines = written.toString().lines().filter(line -> !line.isBlank()).toList();
    assertEquals(2, lines.size(), written.toString());
    assertTrue(lines.get(0).contains("loss"));
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

  static final class Net extends Block {
    int calls;
    private final Block layer = child("layer", linear(2, 2));

    @Override
    protected Tensor forward(Tensor x) {
      ++calls;
      return layer.apply(x);
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
    Net net = new Net();
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
  void handwrittenLoopEqualsTheTrainer() {
    List<float[]> weights = new ArrayList<>();
    for (boolean byHand : new boolean[] {false, true}) {
      Mixgrad.manualSeed(1);
      Block net = net();
      Optimizer rule = Optimizers.sgd(o -> o.parameters(net.parameters()).lr(0.1).momentum(0.9));
      DataLoader data = DataLoader.of(points(64), o -> o.batchSize(16));
      if (byHand) {
        for (int epoch = 0; epoch < 2; ++epoch) {
          for (List<Tensor> batch : data) {
            rule.zeroGrad();
            Losses.crossEntropy(net.apply(batch.get(0)), batch.get(1)).backward();
            rule.step();
          }
        }
      } else {
        Trainer.of(net, t -> t.loss(Losses::crossEntropy).optimizer(rule))
            .fit(data, f -> f.epochs(2));
      }
      weights.add(net.parameters().get(0).toFloatArray());
    }
    assertArrayEquals(weights.get(0), weights.get(1));
  }

  @Test
  void saveAndLoad(@TempDir Path folder) {
    Block net = net();
    Path file = folder.resolve("net.safetensors");
    net.save(file);
    Block copy = net();
    assertSame(copy, copy.load(file));
    Tensor x = Tensors.normal(5, 2);
    assertArrayEquals(net.predict(x).toFloatArray(), copy.predict(x).toFloatArray());
    assertTrue(net.summary(1, 2).contains("Linear"));
    net.save(folder.resolve("n\u00e4mes \ud83d\ude00.safetensors"));
    assertTrue(Files.exists(folder.resolve("n\u00e4mes \ud83d\ude00.safetensors")));
  }

  @Test
  void saveAndResume(@TempDir Path folder) throws Exception {
    Path half = folder.resolve("half.safetensors");
    run(4, null).save(folder.resolve("whole.safetensors"));
    run(2, null).save(half);
    run(4, half).save(folder.resolve("resumed.safetensors"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole.safetensors")),
        Files.readAllBytes(folder.resolve("resumed.safetensors")));
  }

  private static Trainer run(int epochs, Path resume) {
    Mixgrad.manualSeed(5);
    Trainer trainer = trainer(net());
    DataLoader data = DataLoader.of(points(64), o -> o.batchSize(16).shuffle(true).seed(3));
    if (resume != null) trainer.resume(resume);
    trainer.fit(data, f -> f.epochs(epochs));
    return trainer;
  }

  @Test
  void secondFitIsBusy() {
    Trainer trainer = trainer(net());
    AtomicReference<RuntimeException> error = new AtomicReference<>();
    Callback again =
        new Callback() {
          @Override
          public boolean onEpochEnd(long epoch, Map<String, Double> logs) {
            error.set(assertThrows(BusyException.class, () -> trainer.fit(loader(16))));
            return false;
          }
        };
    trainer.fit(loader(16), f -> f.callback(again));
    assertEquals("busy", ((MixgradException) error.get()).code());
  }

  @Test
  void stoppingEarly() {
    EarlyStopping stopping = EarlyStopping.of("loss", 1);
    Block net = net();
    Trainer trainer =
        Trainer.of(
            net,
            t ->
                t.loss(Losses::crossEntropy)
                    .optimizer(Optimizers.sgd(o -> o.lr(0).parameters(net.parameters())))
                    .schedule(Schedules.stepLr(1)));
    History history = trainer.fit(loader(16), f -> f.epochs(9).callbacks(stopping));
    assertTrue(history.epochs().size() < 9);
    assertEquals(history.epochs().size(), stopping.stoppedEpoch());
  }

  @Test
  void interruptsCancel(@TempDir Path folder) throws Exception {
    Block net = sequential(linear(64, 256), relu(), linear(256, 10));
    Tensor x = Tensors.normal(4096, 64);
    DataLoader data =
        DataLoader.of(new TensorDataset(x, x.argmax(1).remainder(10)), o -> o.batchSize(32));
    Trainer trainer =
        Trainer.of(
            net,
            t ->
                t.loss(Losses::crossEntropy)
                    .optimizer(Optimizers.sgd(o -> o.parameters(net.parameters()))));
    AtomicReference<Throwable> error = new AtomicReference<>();
    boolean[] interrupted = new boolean[1];
    Thread thread =
        new Thread(
            () -> {
              error.set(
                  assertThrows(
                      CancelledException.class, () -> trainer.fit(data, f -> f.epochs(100000))));
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    thread.start();
    Thread.sleep(500);
    long start = System.nanoTime();
    thread.interrupt();
    thread.join(5000);
    assertFalse(thread.isAlive());
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3));
    assertSame(CancelledException.class, error.get().getClass());
    assertTrue(interrupted[0]);
    net.save(folder.resolve("after.safetensors"));
    assertEquals(
        1,
        trainer
            .fit(
                DataLoader.of(
                    new TensorDataset(
                        x.get(Index.to(32)), x.get(Index.to(32)).argmax(1).remainder(10))),
                f -> f.epochs(1))
            .epochs()
            .size());
  }

  @Test
  void futuresOutliveTheScopeOfTheirCaller() throws Exception {
    java.util.concurrent.CompletableFuture<History> future;
    try (var scope = Scope.open()) {
      future = trainer(net()).fitAsync(loader(512), f -> f.epochs(5));
    }
    assertEquals(5, future.get(30, TimeUnit.SECONDS).epochs().size());
  }

  @Test
  void futures() throws Exception {
    assertEquals(
        2,
        trainer(net())
            .fitAsync(loader(32), f -> f.epochs(2))
            .get(30, TimeUnit.SECONDS)
            .epochs()
            .size());
    Block net = net();
    var future = trainer(net).fitAsync(loader(4096), f -> f.epochs(1000000));
    Thread.sleep(200);
    assertTrue(future.cancel(true));
    assertThrows(CancellationException.class, future::get);
    // The work lets go of the network soon.
    for (int i = 0; ; ++i) {
      try {
        trainer(net).fit(loader(16), f -> f.epochs(1));
        break;
      } catch (BusyException busy) {
        assertTrue(i < 100);
        Thread.sleep(50);
      }
    }
    var failed = trainer(net()).fitAsync(DataLoader.of(new Dataset() {}), f -> f.epochs(1));
    assertThrows(
        java.util.concurrent.ExecutionException.class, () -> failed.get(30, TimeUnit.SECONDS));
  }

  @Test
  void trainersAreReclaimed() {
    Mixgrad.Memory before = LifetimeTest.baseline();
    List<WeakReference<Trainer>> gone = new ArrayList<>();
    for (int i = 0; i < 30; ++i) {
      Net net = new Net();
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
