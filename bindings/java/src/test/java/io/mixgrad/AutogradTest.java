package io.mixgrad;

import static io.mixgrad.Expectations.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AutogradTest {
  @Test
  void backward() {
    Tensor x = Tensor.of(1f, 2f, 3f).setRequiresGrad(true);
    assertNull(x.grad());
    x.multiply(x).sum().backward();
    expect(x.grad()).equalTo(new double[] {2, 4, 6}, 0);
    x.setGrad(null);
    assertNull(x.grad());
    x.setGrad(Tensors.ones(3));
    expect(x.grad()).equalTo(new double[] {1, 1, 1}, 0);
  }

  @Test
  void recordingIsAMode() {
    Tensor x = Tensor.of(1f).setRequiresGrad(true);
    try (var off = Autograd.noGrad()) {
      assertFalse(Autograd.isGradEnabled());
      assertFalse(x.multiply(2).requiresGrad());
      try (var on = Autograd.enableGrad()) {
        assertTrue(x.multiply(2).requiresGrad());
      }
    }
    assertTrue(Autograd.isGradEnabled() && x.multiply(2).requiresGrad());
  }

  @Test
  void gradOfFunctions() {
    expect(Autograd.grad(x -> x.multiply(x).sum(), Tensor.of(1f, 2f)).get(0))
        .equalTo(new double[] {2, 4}, 0);
    List<Tensor> both =
        Autograd.grad((x, y) -> x.multiply(y).sum(), Tensor.of(1f, 2f), Tensor.of(3f, 4f));
    expect(both.get(0)).equalTo(new double[] {3, 4}, 0);
    expect(both.get(1)).equalTo(new double[] {1, 2}, 0);
    List<Tensor> three =
        Autograd.grad(
            x -> x.get(0).multiply(x.get(1)).multiply(x.get(2)).sum(),
            List.of(Tensor.of(2f, 1f), Tensor.of(3f, 1f), Tensor.of(4f, 1f)));
    expect(three.get(2)).equalTo(new double[] {6, 1}, 0);
  }

  @Test
  void valueAndGrad() {
    ValueAndGrad result = Autograd.valueAndGrad(x -> x.multiply(x).sum(), Tensor.of(3f, 4f));
    assertEquals(25, result.value().doubleValue());
    expect(result.gradients().get(0)).equalTo(new double[] {6, 8}, 0);
  }

  @Test
  void gradientsOfGradients() {
    Tensor second =
        Autograd.grad(
                x -> Autograd.grad(y -> y.multiply(y).multiply(y).sum(), x).get(0).sum(),
                Tensor.of(2f, 3f))
            .get(0);
    expect(second).equalTo(new double[] {12, 18}, 1e-5);
  }

  @Test
  void jvp() {
    Jvp result = Autograd.jvp(x -> x.multiply(x), Tensor.of(1f, 2f), Tensor.of(1f, 10f));
    expect(result.value()).equalTo(new double[] {1, 4}, 0);
    expect(result.tangent()).equalTo(new double[] {2, 40}, 0);
  }

  @Test
  void vmap() {
    Tensor rows = Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}});
    expect(Autograd.vmap(row -> row.sum(), rows)).equalTo(new double[] {3, 7, 11}, 0);
    expect(Autograd.vmap((row, other) -> row.matmul(other), rows, rows))
        .equalTo(new double[] {5, 25, 61}, 0);
    expect(Autograd.vmap(column -> column.sum(), rows, o -> o.inAxes(1)))
        .equalTo(new double[] {9, 12}, 0);
    expect(
            Autograd.vmap(
                all -> all.get(0).multiply(all.get(1)),
                List.of(rows, Tensor.of(1f, 10f)),
                o -> o.inAxes(java.util.Arrays.asList(0, null))))
        .equalTo(new double[][] {{1, 20}, {3, 40}, {5, 60}}, 0);
    expect(Autograd.vmap(x -> Autograd.grad(y -> y.multiply(y).sum(), x).get(0), rows))
        .equalTo(new double[][] {{2, 4}, {6, 8}, {10, 12}}, 0);
  }

  @Test
  void compiledFunctionsAreTracedOnce() {
    int[] calls = new int[1];
    CompiledFunction twice =
        Autograd.compile(
            x -> {
              ++calls[0];
              return x.multiply(2);
            });
    for (int i = 1; i < 5; ++i)
      expect(twice.call(Tensors.full(Shape.of(3), i)))
          .equalTo(new double[] {2 * i, 2 * i, 2 * i}, 0);
    assertEquals(1, calls[0]);
    assertEquals(1, twice.traces());
    expect(Autograd.compile((x, y) -> x.subtract(y)).call(Tensor.of(3f, 2f), Tensor.of(1f, 1f)))
        .equalTo(new double[] {2, 1}, 0);
    CompiledFunction sum = new CompiledFunction(all -> all.get(0).add(all.get(1)).add(all.get(2)));
    expect(sum.call(Tensors.ones(2), Tensors.ones(2), Tensors.ones(2)))
        .equalTo(new double[] {3, 3}, 0);
    assertThrows(TypeException.class, () -> twice.call(Tensors.ones(2), Tensors.ones(2)));
  }

  @Test
  void customOperator() {
    Tensor x = Tensor.of(1f, 2f).setRequiresGrad(true);
    Tensor y =
        Ops.custom(
            x, a -> a.multiply(a), (gradient, a) -> List.of(gradient.multiply(a).multiply(2)));
    y.sum().backward();
    expect(x.grad()).equalTo(new double[] {2, 4}, 0);
    Tensor sum =
        Ops.custom(
            List.of(x, x, x),
            all -> all.get(0).add(all.get(1)).add(all.get(2)),
            (gradient, all) -> List.of(gradient, gradient, gradient));
    expect(sum).equalTo(new double[] {3, 6}, 0);
  }

  @Test
  void errorsOfFunctionsComeBackAsThemselves() {
    var error = new IllegalStateException("mine");
    assertSame(
        error,
        assertThrows(
            IllegalStateException.class,
            () ->
                Autograd.grad(
                    x -> {
                      throw error;
                    },
                    Tensor.of(1f, 2f))));
    var other = new AssertionError("of Java");
    assertSame(
        other,
        assertThrows(
            AssertionError.class,
            () ->
                Ops.custom(
                    Tensor.of(1f, 2f),
                    x -> {
                      throw other;
                    })));
  }

  @Test
  void errors() {
    assertThrows(
        ShapeException.class, () -> Tensor.of(1f, 2f).setRequiresGrad(true).multiply(2).backward());
    assertThrows(GradientException.class, () -> Tensor.of(1f).sum().backward());
    assertThrows(DTypeException.class, () -> Tensor.of(1).setRequiresGrad(true));
    assertThrows(
        TraceException.class,
        () ->
            Autograd.grad(
                x -> {
                  x.toFloatArray();
                  return x.sum();
                },
                Tensor.of(1f, 2f)));
    Tensor x = Tensor.of(1f, 2f).setRequiresGrad(true);
    Tensor y = x.multiply(2);
    Tensor z = y.multiply(y).sum();
    y.addInPlace(1);
    assertThrows(GradientException.class, z::backward);
  }
}
