package suites

import mixgrad.*

class AutogradSuite extends Suite {
  private def numbers(t: Tensor): Seq[Double] = t.toArray[Double].toSeq

  test("backward leaves gradients") {
    val x = Tensor(Seq(1.0, 2.0, 3.0)).setRequiresGrad(true)
    (x * x).sum().backward()
    assertEquals(numbers(x.grad.get), Seq(2.0, 4, 6))
    x.grad = None
    assertEquals(x.grad, None)
    val y = noGrad(x * 2)
    intercept[GradientException](y.sum().backward())
    assert(isGradEnabled)
  }

  test("functions of functions") {
    val x = Tensor(Seq(1.0, 2.0))
    val w = Tensor(Seq(3.0, 4.0))
    assertEquals(numbers(grad((v: Tensor) => (v * v).sum())(x).head), Seq(2.0, 4))
    val ValueAndGrad(value, gradients) = valueAndGrad((a: Tensor, b: Tensor) => (a * b).sum())(x, w)
    assertEquals(value.item, 11.0)
    assertEquals(gradients.map(numbers), Seq(Seq(3.0, 4), Seq(1.0, 2)))
    val Jvp(_, tangent) = jvp((v: Tensor) => v * v)(Seq(x), Seq(Tensor(Seq(1.0, 10.0))))
    assertEquals(numbers(tangent), Seq(2.0, 40))
  }

  test("a function over an axis of its arguments") {
    val rows = Tensor(Seq(Seq(1.0, 2.0), Seq(3.0, 4.0), Seq(5.0, 6.0)))
    assertEquals(numbers(vmap((row: Tensor) => row.sum())(rows)), Seq(3.0, 7, 11))
    assertEquals(numbers(vmap((column: Tensor) => column.sum(), inAxes = Some(Seq(1)))(rows)), Seq(9.0, 12))
    assertEquals(numbers(vmap((a: Tensor, b: Tensor) => (a * b).sum())(rows, rows)), Seq(5.0, 25, 61))
    assertEquals(
      numbers(vmap((row: Tensor) => grad((v: Tensor) => (v * v).sum())(row).head)(rows)),
      Seq(2.0, 4, 6, 8, 10, 12)
    )
    intercept[IndexException](vmap((row: Tensor) => row, inAxes = Some(Seq(2)))(rows))
  }

  test("compiled functions are traced once for each signature") {
    var calls = 0
    val f = compile { (x: Tensor) => calls += 1; (x * 2).relu }
    assertEquals(numbers(f(Tensor(Seq(1.0, -1.0)))), Seq(2.0, 0))
    assertEquals(numbers(f(Tensor(Seq(-2.0, 3.0, 4.0)))), Seq(0.0, 6, 8))
    assertEquals(calls, 1)
    assertEquals(numbers(compile((a: Tensor, b: Tensor) => a - b)(Tensor(Seq(3.0)), Tensor(Seq(1.0)))), Seq(2.0))
    val both = compileAll(tensors => Seq(tensors.head * 2, tensors.head + 1))
    assertEquals(both.callAll(Seq(Tensor(Seq(3.0)))).map(numbers), Seq(Seq(6.0), Seq(4.0)))
  }

  test("an error of the host comes back as itself") {
    final class Mine extends RuntimeException("mine")
    intercept[Mine](grad((_: Tensor) => throw Mine())(Tensor(Seq(1f))))
  }

  test("operators of one's own") {
    val x = Tensor(Seq(1.0, 2.0)).setRequiresGrad(true)
    val y =
      custom(Seq(x), tensors => tensors.head * tensors.head, gradient = Some((g, tensors) => Seq(g * tensors.head * 2)))
    y.sum().backward()
    assertEquals(numbers(x.grad.get), Seq(2.0, 4))
  }
}
