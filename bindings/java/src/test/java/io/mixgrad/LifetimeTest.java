package io.mixgrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.internal.EngineLibrary;
import io.mixgrad.nn.Block;
import io.mixgrad.nn.Linear;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LifetimeTest {
  /** Waits until as many tensors, objects and handles are alive as before. */
  static void assertNothingLeft(Mixgrad.Memory before) {
    Mixgrad.Memory now = before;
    for (int i = 0; i < 50; ++i) {
      EngineLibrary.collect();
      now = Mixgrad.memory();
      if (now.tensors() <= before.tensors()
          && now.objects() <= before.objects()
          && now.handles() <= before.handles()) return;
    }
    assertEquals(
        before.tensors()
            + " tensors, "
            + before.objects()
            + " objects, "
            + before.handles()
            + " handles",
        now.tensors() + " tensors, " + now.objects() + " objects, " + now.handles() + " handles");
  }

  static Mixgrad.Memory baseline() {
    for (int i = 0; i < 5; ++i) EngineLibrary.collect();
    return Mixgrad.memory();
  }

  static final class Net extends Block {
    private final Block inner = child("inner", new Linear(4, 3));
    private final Net self = this;

    @Override
    protected Tensor forward(Tensor x) {
      return self.inner.apply(x).relu();
    }
  }

  @Test
  void scopesFreeAtOnce() {
    Mixgrad.Memory before = baseline();
    Tensor kept;
    Tensor lost;
    try (var scope = Scope.open("step")) {
      lost = Tensors.ones(1000);
      kept = scope.keep(lost.add(1));
      lost.add(2).multiply(3);
    }
    assertEquals(before.tensors() + 1, Mixgrad.memory().tensors());
    assertEquals(2, kept.get(0).doubleValue());
    var error = assertThrows(DisposedException.class, lost::sum);
    assertTrue(error.getMessage().contains("step"), error.getMessage());
    kept.close();
  }

  @Test
  void scopesNest() {
    Tensor outer;
    try (var first = Scope.open()) {
      outer = Tensors.ones(2);
      Tensor inner;
      try (var second = Scope.open()) {
        inner = outer.add(1);
        assertThrows(ValueException.class, first::close);
      }
      assertTrue(inner.isClosed());
      assertFalse(outer.isClosed());
    }
    assertTrue(outer.isClosed());
  }

  @Test
  void scopesEndWithErrors() {
    Mixgrad.Memory before = baseline();
    assertThrows(
        ShapeException.class,
        () -> {
          try (var scope = Scope.open()) {
            Tensors.ones(2).add(Tensors.ones(3));
          }
        });
    assertEquals(before.tensors(), Mixgrad.memory().tensors());
  }

  @Test
  void scopesBelongToTheirThread() throws Exception {
    try (var scope = Scope.open()) {
      Tensor[] made = new Tensor[1];
      Thread other = new Thread(() -> made[0] = Tensors.ones(2));
      other.start();
      other.join();
      RuntimeException[] error = new RuntimeException[1];
      Thread closer =
          new Thread(
              () -> {
                try {
                  scope.close();
                } catch (RuntimeException e) {
                  error[0] = e;
                }
              });
      closer.start();
      closer.join();
      assertSame(ValueException.class, error[0].getClass());
      scope.close();
      assertFalse(made[0].isClosed());
    }
  }

  @Test
  void parametersBelongToNoScope() {
    Linear layer;
    try (var scope = Scope.open()) {
      layer = new Linear(2, 2);
      layer.apply(Tensors.ones(1, 2)).sum().backward();
    }
    assertFalse(layer.weight().isClosed());
    assertEquals(4, layer.weight().grad().size());
  }

  @Test
  void tensorsAreFreedWhenCollected() {
    Mixgrad.Memory before = baseline();
    for (int i = 0; i < 2000; ++i) Tensors.ones(100).add(i);
    assertNothingLeft(before);
  }

  /** What is out of memory tries again after one collection. */
  @Test
  void oneCollectionFreesAll() {
    long before = baseline().tensors();
    for (int round = 0; round < 20; ++round) {
      for (int i = 0; i < 500; ++i) Tensors.ones(4);
      EngineLibrary.collect();
      assertEquals(before, Mixgrad.memory().tensors());
    }
  }

  @Test
  void garbageOfTheEngineIsFeltByJava() {
    long before = baseline().bytes();
    long most = 0;
    for (int i = 0; i < 2000; ++i) {
      Tensors.zeros(1 << 18);
      most = Math.max(most, Mixgrad.memory().bytes());
    }
    assertTrue(most - before < 1L << 30, most + " bytes in use of " + (2000L << 20) + " made");
  }

  @Test
  void aThousandNetworksAreReclaimed() {
    Mixgrad.Memory before = baseline();
    List<WeakReference<Net>> gone = new ArrayList<>();
    for (int i = 0; i < 1000; ++i) {
      Net net = new Net();
      Losses.of(net);
      gone.add(new WeakReference<>(net));
    }
    assertNothingLeft(before);
    assertTrue(gone.stream().allMatch(reference -> reference.get() == null));
  }

  /** A step of training by hand. */
  private static final class Losses {
    static void of(Net net) {
      net.apply(Tensors.ones(2, 4)).sum().backward();
    }
  }

  @Test
  void peersLiveWithTheirParents() {
    class Outer extends Block {
      private final Block held;

      Outer() {
        held = child("held", new Net());
      }

      @Override
      protected Tensor forward(Tensor x) {
        return held.apply(x);
      }
    }
    Outer outer = new Outer();
    for (int i = 0; i < 3; ++i) EngineLibrary.collect();
    assertEquals(2 * 3, outer.apply(Tensors.ones(2, 4)).size());
    assertEquals(
        List.of("held.inner.weight", "held.inner.bias"),
        List.copyOf(outer.namedParameters().keySet()));
  }

  @Test
  void threadsAtOnce() throws Exception {
    var pool = Executors.newFixedThreadPool(8);
    Tensor shared = Tensors.arange(100).astype(DType.FLOAT64);
    List<Callable<Double>> work = new ArrayList<>();
    for (int i = 0; i < 64; ++i) {
      int n = i;
      work.add(
          () -> {
            double sum = 0;
            for (int k = 0; k < 50; ++k) {
              try (var scope = Scope.open()) {
                sum += shared.multiply(n).sum().doubleValue();
              }
            }
            return sum;
          });
    }
    List<Future<Double>> results = pool.invokeAll(work);
    for (int i = 0; i < 64; ++i) assertEquals(4950.0 * i * 50, results.get(i).get());
    pool.shutdown();
  }

  @Test
  void modesBelongToTheirThread() throws Exception {
    boolean[] recording = new boolean[1];
    try (var mode = Autograd.noGrad()) {
      Thread other = new Thread(() -> recording[0] = Autograd.isGradEnabled());
      other.start();
      other.join();
    }
    assertTrue(recording[0]);
  }
}
