package io.mixgrad;

import static io.mixgrad.TrainingTest.loader;
import static io.mixgrad.TrainingTest.net;
import static io.mixgrad.TrainingTest.trainer;
import static io.mixgrad.nn.Layers.linear;
import static io.mixgrad.nn.Layers.relu;
import static io.mixgrad.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training as work of its own: one at a time, interrupted, in the background. */
class TrainingJobsTest {
  @BeforeEach
  void seed() {
    Mixgrad.setProgress(false);
    Mixgrad.manualSeed(11);
  }

  /** Tells when a fit has begun, and then asks for nothing more of Java. */
  private static final class Begun extends Callback {
    private final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public void onFitStart() {
      latch.countDown();
    }

    void await() throws InterruptedException {
      latch.await();
      Thread.sleep(50); // most likely it trains by then
    }
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
    Begun begun = new Begun();
    boolean[] interrupted = new boolean[1];
    Thread thread =
        new Thread(
            () -> {
              error.set(
                  assertThrows(
                      CancelledException.class,
                      () -> trainer.fit(data, f -> f.epochs(100000).callback(begun))));
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    thread.start();
    begun.await();
    thread.interrupt();
    thread.join();
    assertTrue(trainer.history().epochs().size() < 100000);
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
    CompletableFuture<History> future;
    try (var scope = Scope.open()) {
      future = trainer(net()).fitAsync(loader(512), f -> f.epochs(5));
    }
    assertEquals(5, future.get().epochs().size());
  }

  @Test
  void futures() throws Exception {
    assertEquals(2, trainer(net()).fitAsync(loader(32), f -> f.epochs(2)).get().epochs().size());
    Block net = net();
    Begun begun = new Begun();
    var future = trainer(net).fitAsync(loader(4096), f -> f.epochs(1000000).callback(begun));
    begun.await();
    assertTrue(future.cancel(true));
    assertThrows(CancellationException.class, future::get);
    // The work lets go of the network soon.
    while (true) {
      try {
        trainer(net).fit(loader(16), f -> f.epochs(1));
        break;
      } catch (BusyException busy) {
        Thread.sleep(10);
      }
    }
    var failed = trainer(net()).fitAsync(DataLoader.of(new Dataset() {}), f -> f.epochs(1));
    assertThrows(ExecutionException.class, failed::get);
  }
}
