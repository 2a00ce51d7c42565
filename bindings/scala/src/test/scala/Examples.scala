package examples

import mixgrad.*

/** What the printed examples are checked with: Scala's own arrays and operators. */
abstract class Examples extends suites.Suite {
  def check(
      value: Any,
      equals: Option[Any] = None,
      shape: Option[Seq[Int]] = None,
      dtype: Option[DType] = None,
      tolerance: Double = 1e-6
  ): Unit = {
    value match {
      case t: Tensor =>
        shape.foreach(expected => assertEquals(t.shape.toSeq, expected.map(_.toLong)))
        dtype.foreach(expected => assertEquals(t.dtype, expected))
        equals.foreach { expected =>
          val flat = flatten(expected)
          val found = t.toArray[Double].toSeq
          assertEquals(found.length, flat.length)
          found.zip(flat).foreach((a, b) => assert(near(a, b, tolerance), s"$found is not $flat"))
        }
      case Some(inner) => check(inner, equals, shape, dtype, tolerance)
      case other       => equals.foreach(expected => assertSame(other, expected, tolerance))
    }
  }

  private def near(a: Double, b: Double, tolerance: Double): Boolean =
    (a.isNaN && b.isNaN) || a == b || math.abs(a - b) <= tolerance * math.max(1, math.abs(b))

  private def flatten(value: Any): Seq[Double] = value match {
    case list: Seq[?]        => list.flatMap(flatten)
    case true                => Seq(1.0)
    case false               => Seq(0.0)
    case n: java.lang.Number => Seq(n.doubleValue)
    case other               => fail(s"$other is no number")
  }

  private def assertSame(found: Any, expected: Any, tolerance: Double): Unit = (found, expected) match {
    case (a: java.lang.Number, b: java.lang.Number) =>
      assert(near(a.doubleValue, b.doubleValue, tolerance), s"$a is not $b")
    case (a: Seq[?], b: Seq[?]) =>
      assertEquals(a.length, b.length)
      a.zip(b).foreach((x, y) => assertSame(x, y, tolerance))
    case (a: Shape, b: Seq[?]) => assertSame(a.toSeq, b, tolerance)
    case (Some(a), b)          => assertSame(a, b, tolerance)
    case (None, b)             => assertEquals(null: Any, b)
    case _                     => assertEquals(found, expected)
  }
}
