package suites

import mixgrad.*

class AutogradSuite extends munit.FunSuite {
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
