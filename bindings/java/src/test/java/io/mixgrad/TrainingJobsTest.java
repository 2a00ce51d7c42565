package io.mixgrad;

import static io.mixgrad.TrainingTest.loader;
import static io.mixgrad.TrainingTest.net;
import static io.mixgrad.TrainingTest.trainer;
import static io.mixgrad.nn.Layers.linear;
import static io.mixgrad.nn.Layers.relu;
import static io.mixgrad.nn.Layers.sequential;
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
import io.mixgrad.train.Callback;
import io.mixgrad.train.History;
import io.mixgrad.train.Optimizers;
import io.mixgrad.train.Trainer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training as work of its own: one at a time, interrupted, in the background. */
@Timeout(60)
class TrainingJobsTest {
  @BeforeEach
  void seed() {
    Mixgrad.setProgress(false);
    Mixgrad.manualSeed(11);
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
}
