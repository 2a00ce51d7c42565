package suites

import java.nio.{ByteBuffer, ByteOrder}
import mixgrad.*

class TensorSuite extends Suite {
  private def x = Tensor(Seq(Seq(1f, 2f, 3f), Seq(4f, 5f, 6f)))
  private def numbers(t: Tensor): Seq[Double] = t.toArray[Double].toSeq

  test("creation from sequences and arrays") {
    assertEquals(x.dtype, DType.Float32)
    assertEquals(x.shape.toSeq, Seq(2L, 3L))
    assertEquals(Tensor(Array(1.0, 2.0)).dtype, DType.Float64)
    assertEquals(Tensor(Seq(1, 2)).dtype, DType.Int32)
    assertEquals(Tensor(Seq(1L, 2L)).dtype, DType.Int64)
    assertEquals(Tensor(Seq(true, false)).dtype, DType.Bool)
    assertEquals(Tensor(Seq(1, 2.5f)).dtype, DType.Float32)
    assertEquals(Tensor(Seq(1, 2), DType.Float16).dtype, DType.Float16)
    assertEquals(Tensor(3.5).shape.toSeq, Nil)
    assertEquals(Tensor(Seq.empty[Float]).shape.toSeq, Seq(0L))
    assertEquals(numbers(zeros(2, 3)), Seq.fill(6)(0.0))
    assertEquals(ones(Shape(2), dtype = DType.Int64).dtype, DType.Int64)
    val error = intercept[ShapeException](Tensor(Seq(Seq(1f), Seq(1f, 2f))))
    assertEquals(error.argument, "data")
    intercept[TypeException](Tensor(Seq("a")))
  }

  test("memory of a buffer is shared") {
    val buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).asFloatBuffer()
    val t = Tensor.wrap(buffer, Shape(2))
    buffer.put(0, 7f)
    assertEquals(numbers(t), Seq(7.0, 0.0))
    intercept[ShapeException](Tensor.wrap(buffer, Shape(3)))
  }

  test("operators") {
    assertEquals(numbers(x + x), Seq(2.0, 4, 6, 8, 10, 12))
    assertEquals(numbers(x - 1), Seq(0.0, 1, 2, 3, 4, 5))
    assertEquals(numbers(2 * x), Seq(2.0, 4, 6, 8, 10, 12))
    assertEquals(numbers(6f / x(0)), Seq(6.0, 3, 2))
    assertEquals(numbers(-x(0)), Seq(-1.0, -2, -3))
    assertEquals(numbers(x @@ x.transposed), Seq(14.0, 32, 32, 77))
    assertEquals(numbers(x(0) === Tensor(Seq(1f, 0f, 3f))), Seq(1.0, 0, 1))
    assertEquals(numbers(x(0) < 2), Seq(1.0, 0, 0))
    val y = copy(x)
    y += 1
    y *= x
    assertEquals(numbers(y), Seq(2.0, 6, 12, 20, 30, 42))
    assertEquals((Tensor(Seq(1, 2)) + 1).dtype, DType.Int32)
    assertEquals((Tensor(Seq(1, 2)) + 0.5).dtype, DType.Float32)
  }

  test("named and default arguments") {
    assertEquals(x.sum().item, 21.0)
    assertEquals(numbers(x.sum(axis = 1)), Seq(6.0, 15))
    assertEquals(x.sum(axis = 1, keepdims = true).shape.toSeq, Seq(2L, 1L))
    assertEquals(numbers(x.sum(Seq(0, 1))), Seq(21.0))
    val TopK(values, indices) = x.topk(2): @unchecked
    assertEquals(numbers(values), Seq(3.0, 2, 6, 5))
    assertEquals(numbers(indices), Seq(2.0, 1, 2, 1))
    assertEquals(split(x, sections = Some(3), axis = 1).map(_.shape.toSeq), Seq.fill(3)(Seq(2L, 1L)))
    assertEquals(concat(Seq(x, x)).shape.toSeq, Seq(4L, 3L))
  }

  test("indexing") {
    assertEquals(numbers(x(0)), Seq(1.0, 2, 3))
    assertEquals(numbers(x(-1, -1)), Seq(6.0))
    assertEquals(numbers(x(::, 1 until 3)), Seq(2.0, 3, 5, 6))
    assertEquals(numbers(x(---, 0)), Seq(1.0, 4))
    assertEquals(numbers(x(0, 0 to 2 by 2)), Seq(1.0, 3))
    assertEquals(numbers(x(0, 2 to 0 by -1)), Seq(3.0, 2, 1))
    assertEquals(x(null, ---).shape.toSeq, Seq(1L, 2L, 3L))
    val y = copy(x)
    y(0, ::) = 9f
    y(1, 0 until 2) = Tensor(Seq(7f, 8f))
    assertEquals(numbers(y), Seq(9.0, 9, 9, 7, 8, 6))
    val view = y(1)
    view(0) = 0
    assertEquals(numbers(y)(3), 0.0)
    val error = intercept[IndexException](x(2))
    assertEquals(error.operator, "getitem")
    assert(error.getMessage.contains("index 2"), error.getMessage)
  }

  test("positions and conditions") {
    assertEquals(numbers(x(::, Seq(2, 0))), Seq(3.0, 1, 6, 4))
    assertEquals(numbers(x(Seq(1L, 0L), Tensor(Seq(-1, 0)))), Seq(6.0, 1))
    assertEquals(numbers(x(Tensor(Seq(Seq(1), Seq(0))), Seq(0, 2))), Seq(4.0, 6, 1, 3))
    assertEquals(numbers(x(x > 4)), Seq(5.0, 6))
    assertEquals(numbers(x(Seq(false, true), 1 until 3)), Seq(5.0, 6))
    assertEquals(x(true, 1).shape.toSeq, Seq(1L, 3L))
    assertEquals(x(Seq.empty[Int]).shape.toSeq, Seq(0L, 3L))
    assertEquals(numbers(getitem(x, Seq(Tensor(Seq(1)), 0))), Seq(4.0))
    val y = copy(x)
    y(::, Seq(2, 0)) = 0
    y(y > 4) = Tensor(Seq(7f))
    assertEquals(numbers(y), Seq(0.0, 2, 0, 0, 7, 0))
    y(Seq(true, false), 0) = 1
    assertEquals(numbers(y).head, 1.0)
    intercept[DTypeException](x(Tensor(Seq(0.5f))))
    assertEquals(intercept[ShapeException](y(Seq(0, 1)) = Tensor(Seq(1f, 2f))).operator, "setitem")
    val mask = Tensor(Seq(true, false))
    val before = memory.tensors
    y(Seq(0, 1, 0)).close()
    y(mask).close()
    intercept[IndexException](y(Seq(true)) = 1)
    assert(memory.tensors <= before)
    assert(!mask.isClosed)
    assert(compileErrors("x(0.5)").nonEmpty)
    assert(compileErrors("x(Seq(0.5))").nonEmpty)
    val w = Tensor(Seq(1f, 2f, 3f)).setRequiresGrad(true)
    w(Seq(0, 2, 0)).square().sum().backward()
    assertEquals(numbers(w.grad.get), Seq(4.0, 0, 6))
  }

  test("errors have fields") {
    val error = intercept[ShapeException](x @@ x)
    assertEquals(error.operator, "matmul")
    assertEquals(error.code, "shape")
    intercept[IndexException](x.sum(axis = 2))
    intercept[DTypeException](Tensor(Seq(1, 2)).setRequiresGrad(true))
    intercept[ShapeException](softmax(x, axis = 0).reshape(Shape(-5)))
  }

  test("scopes free what they do not keep") {
    val before = memory.tensors
    var lost: Tensor = null
    val kept = Scope {
      lost = x + 1
      (lost * 2, Seq(lost * 3))
    }
    assert(lost.isClosed)
    assertEquals(numbers(kept._1).head, 4.0)
    assertEquals(numbers(kept._2.head).head, 6.0)
    val error = intercept[DisposedException](lost + 1)
    assert(error.getMessage.contains("scope"), error.getMessage)
    kept._1.close()
    kept._2.head.close()
    intercept[DisposedException](kept._1.sum())
    assert(memory.tensors <= before + 2)
  }

  test("printing") {
    assertEquals(Tensor(Seq(1f, 2f)).toString, "tensor([1., 2.], dtype=float32)")
  }

  test("generators and seeds") {
    manualSeed(3)
    val first = numbers(uniform(Shape(4)))
    manualSeed(3)
    assertEquals(numbers(uniform(Shape(4))), first)
    val generator = Generator(3)
    assertEquals(numbers(uniform(Shape(4), generator = generator)), first)
  }
}
