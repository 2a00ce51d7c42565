package io.mixgrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mixgrad.nn.Linear;
import io.mixgrad.nn.Losses;
import io.mixgrad.nn.Sequential;
import io.mixgrad.train.SGD;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  @Test
  void fieldsSayWhatTheMessageSays() {
    var error =
        assertThrows(ShapeException.class, () -> Tensors.zeros(2, 3).matmul(Tensors.zeros(4, 5)));
    assertEquals("shape", error.code());
    assertEquals("matmul", error.operator());
    assertTrue(error.getMessage().startsWith("matmul: "), error.getMessage());
    assertTrue(error.getMessage().contains("[4, 5]"), error.getMessage());
    assertEquals("x2", error.argument());
    assertEquals("[4, 5]", error.given());
    assertInstanceOf(MixgradException.class, error);
    assertInstanceOf(RuntimeException.class, error);
  }

  @Test
  void argumentsAreSpelledAsInJava() {
    var error = assertThrows(MixgradException.class, () -> Tensors.ones(2).softmax(3));
    assertEquals("index", error.code());
    assertEquals("axis", error.argument());
    var range = assertThrows(ValueException.class, () -> new SGD(o -> o.lr(-1)));
    assertEquals("lr", range.argument());
    assertNotNull(range.given());
    assertNotNull(range.accepted());
    var names =
        assertThrows(
            ValueException.class,
            () ->
                Losses.crossEntropy(
                    Tensors.zeros(1, 2), Tensor.of(new long[] {0}), o -> o.labelSmoothing(2)));
    assertTrue(
        names.getMessage().contains("labelSmoothing")
            && names.getMessage().contains("crossEntropy"),
        names.getMessage());
  }

  @Test
  void badInput() {
    assertThrows(ShapeException.class, () -> Tensors.ones(2).add(Tensors.ones(3)));
    assertThrows(ShapeException.class, () -> Tensors.ones(6).reshape(4));
    assertThrows(MixgradException.class, () -> Tensors.zeros(-1));
    assertThrows(IndexException.class, () -> Tensors.ones(2).sum(1));
    assertThrows(DTypeException.class, () -> Tensor.of(true).add(Tensor.of(true)));
    assertThrows(
        DTypeException.class,
        () -> Losses.nllLoss(Tensors.zeros(1, 2), Tensor.of(new float[] {0})));
    assertThrows(IndexException.class, () -> Ops.take(Tensors.ones(2), Tensor.of(new long[] {5})));
    assertThrows(
        IndexException.class,
        () -> Losses.crossEntropy(Tensors.zeros(1, 2), Tensor.of(new long[] {2})));
    assertThrows(ShapeException.class, () -> new Linear(3, 2).forward(Tensors.ones(2, 4)));
    assertThrows(MixgradException.class, () -> Ops.concat());
    assertThrows(MixgradException.class, () -> new Linear(-3, 2));
  }

  @Test
  void nullIsNoTensor() {
    assertThrows(TypeException.class, () -> Tensors.ones(2).add((Tensor) null));
    assertThrows(TypeException.class, () -> Ops.concat(Tensors.ones(2), null));
    assertThrows(TypeException.class, () -> new Sequential(new Linear(1, 1), null));
    assertThrows(
        TypeException.class, () -> Autograd.grad((TensorFunction) null, List.of(Tensors.ones(2))));
  }

  @Test
  void closedTensors() {
    Tensor x = Tensors.ones(3);
    Tensor y = x.add(1);
    x.close();
    x.close();
    assertTrue(x.isClosed());
    assertEquals("tensor(<closed>)", x.toString());
    assertThrows(DisposedException.class, x::shape);
    assertThrows(DisposedException.class, () -> y.add(x));
    assertThrows(DisposedException.class, x::toFloatArray);
    assertThrows(DisposedException.class, x::asByteBuffer);
    assertThrows(DisposedException.class, () -> x.get(0));
    assertEquals(2, y.get(0).doubleValue());
  }

  @Test
  void layersNameThePath() {
    var net = new Sequential(new Linear(3, 2), new Linear(4, 2));
    var error = assertThrows(ShapeException.class, () -> net.apply(Tensors.ones(1, 3)));
    assertEquals("1", error.layer());
  }

  @Test
  void classesThatAreNotOpen() {
    for (Class<?> type : List.of(Linear.class, Sequential.class, SGD.class, Tensor.class)) {
      assertTrue(java.lang.reflect.Modifier.isFinal(type.getModifiers()), type.getName());
    }
    assertTrue(MixgradException.class.isSealed());
  }

  @Test
  void memoryLimit() {
    long before = LifetimeTest.baseline().bytes(); // else the call would free garbage first
    Mixgrad.setMemoryLimit(before + (1 << 20));
    try {
      var error = assertThrows(OutOfMemoryException.class, () -> Tensors.zeros(1 << 22));
      assertEquals("out_of_memory", error.code());
      assertEquals(1 << 10, Tensors.zeros(1 << 10).size());
    } finally {
      Mixgrad.setMemoryLimit(0);
    }
    assertEquals(1 << 22, Tensors.zeros(1 << 22).size());
  }

  @Test
  void memoryThatOnlyTheCollectorKnowsOfIsFreedFirst() {
    Mixgrad.setMemoryLimit(Mixgrad.memory().bytes() + (40L << 20));
    try {
      for (int i = 0; i < 100; ++i) Tensors.zeros(1 << 20);
    } finally {
      Mixgrad.setMemoryLimit(0);
    }
  }

  @Test
  void library() {
    assertTrue(Mixgrad.version().matches("\\d+\\.\\d+\\.\\d+"));
    assertTrue(Mixgrad.build().startsWith("{"));
    int threads = Mixgrad.threads();
    assertThrows(ValueException.class, () -> Mixgrad.setThreads(0));
    Mixgrad.setThreads(1);
    assertEquals(1, Mixgrad.threads());
    Mixgrad.setThreads(threads);
    assertTrue(Mixgrad.memory().handles() >= 0);
    Mixgrad.trimMemory();
  }
}
