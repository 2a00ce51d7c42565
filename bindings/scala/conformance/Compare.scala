package conformance

import com.google.gson.{JsonElement, JsonObject}
import java.nio.{ByteBuffer, ByteOrder}
import java.util.HexFormat
import mixgrad.*
import scala.jdk.CollectionConverters.*

/** What was found against what the plan expects, by Scala's own numbers. */
object Compare {
  def special(number: JsonElement): Double =
    if (!number.getAsJsonPrimitive.isString) number.getAsDouble
    else
      number.getAsString match {
        case "inf"  => Double.PositiveInfinity
        case "-inf" => Double.NegativeInfinity
        case _      => Double.NaN
      }

  def dtype(name: String): DType = io.mixgrad.DType.valueOf(name.toUpperCase(java.util.Locale.ROOT))
  private def sizes(record: JsonObject): Seq[Long] = record.getAsJsonArray("shape").asScala.map(_.getAsLong).toSeq
  private def bits(record: JsonObject): ByteBuffer =
    ByteBuffer.wrap(HexFormat.of().parseHex(record.get("bits").getAsString)).order(ByteOrder.LITTLE_ENDIAN)

  /** A tensor of its own memory, by the package's function for buffers. */
  def tensor(record: JsonObject): Tensor = {
    val from = bits(record)
    val memory = ByteBuffer.allocateDirect(from.remaining).order(ByteOrder.nativeOrder()).put(from).flip()
    Tensor.wrap(memory, dtype(record.get("dtype").getAsString), Shape(sizes(record).map(_.toInt)*))
  }

  private def same(fits: Boolean, found: Any, expected: Any): Unit =
    if (!fits) throw Mismatch(s"expected $expected, found $found")

  private def unwrapped(found: Any): Any = found match {
    case Some(inner) => inner
    case None        => null
    case other       => other
  }

  def check(result: Any, expected: JsonObject): Unit = {
    val kind = expected.keySet.iterator.next
    val value = expected.get(kind)
    val found = unwrapped(result)
    kind match {
      case "tensor" => checkTensor(found, value.getAsJsonObject)
      case "float"  =>
        same(found match { case d: Double => close(d, special(value), expected); case _ => false }, found, value)
      case "null" => same(found == null, found, "null")
      case "bool" => same(found == value.getAsBoolean, found, value)
      case "int"  =>
        same(
          found match { case n: (Int | Long) => n.asInstanceOf[Number2].longValue == value.getAsLong; case _ => false },
          found,
          value
        )
      case "string"   => same(text(found) == value.getAsString, found, value)
      case "contains" =>
        value.getAsJsonArray.asScala.foreach(part =>
          same(String.valueOf(found).contains(part.getAsString), found, part)
        )
      case "list" =>
        val items: Seq[Any] = found match {
          case s: io.mixgrad.Shape => s.toArray.toSeq
          case s: Seq[?]           => s
          case other               => throw Mismatch(s"expected a list, found $other")
        }
        val wanted = value.getAsJsonArray.asScala.toSeq
        same(items.length == wanted.length, items, s"${wanted.length} items")
        items.zip(wanted).foreach((item, want) => check(item, want.getAsJsonObject))
      case _ =>
        val parts = fields(found)
        val wanted = value.getAsJsonObject
        same(parts.keySet == wanted.keySet.asScala.toSet, parts.keySet, wanted.keySet)
        parts.foreach((name, part) => check(part, wanted.getAsJsonObject(name)))
    }
  }
  private type Number2 = java.lang.Number

  private def text(found: Any): String = found match {
    case d: DType   => d.toString
    case e: Enum[?] => e.name.toLowerCase(java.util.Locale.ROOT)
    case other      => String.valueOf(other)
  }

  def fields(found: Any): Map[String, Any] = found match {
    case m: Map[?, ?] => m.map((key, value) => key.toString -> value)
    case p: Product   => p.productElementNames.zip(p.productIterator).toMap
    case other        => throw Mismatch(s"expected a record or a map, found $other")
  }

  private def close(found: Double, wanted: Double, limits: JsonObject): Boolean =
    if (found.isNaN || wanted.isNaN) found.isNaN && wanted.isNaN
    else if (found.isInfinite || wanted.isInfinite || !limits.has("relative")) found == wanted
    else
      math.abs(found - wanted) <= limits.get("absolute").getAsDouble + limits.get("relative").getAsDouble * math.abs(
        wanted
      )

  private def checkTensor(found: Any, wanted: JsonObject): Unit = found match {
    case t: Tensor =>
      val expected = dtype(wanted.get("dtype").getAsString)
      same(t.dtype == expected, t.dtype, expected)
      same(t.shape.toSeq == sizes(wanted), t.shape, sizes(wanted))
      val a = ByteBuffer.wrap(t.toByteArray).order(ByteOrder.nativeOrder())
      val b = bits(wanted)
      val bytes = expected.bytes
      for (i <- 0 until a.remaining / bytes) {
        val (x, y) = (number(a, expected, i), number(b, expected, i))
        val equal = (0 until bytes).forall(k => a.get(i * bytes + k) == b.get(i * bytes + k))
        val fits = if (wanted.has("relative")) close(x, y, wanted) else equal || x.isNaN && y.isNaN
        if (!fits) throw Mismatch(s"at $i expected $y, found $x")
      }
    case other => throw Mismatch(s"expected a tensor, found $other")
  }

  private def number(bits: ByteBuffer, dtype: DType, i: Int): Double = dtype match {
    case DType.Bool | DType.Uint8 => (bits.get(i) & 0xff).toDouble
    case DType.Int8               => bits.get(i).toDouble
    case DType.Int16              => bits.getShort(2 * i).toDouble
    case DType.Uint16             => (bits.getShort(2 * i) & 0xffff).toDouble
    case DType.Int32              => bits.getInt(4 * i).toDouble
    case DType.Uint32             => (bits.getInt(4 * i) & 0xffffffffL).toDouble
    case DType.Float16            => half(bits.getShort(2 * i))
    case DType.Bfloat16           => java.lang.Float.intBitsToFloat(bits.getShort(2 * i) << 16).toDouble
    case DType.Float32            => bits.getFloat(4 * i).toDouble
    case DType.Float64            => bits.getDouble(8 * i)
    case _                        => bits.getLong(8 * i).toDouble
  }

  private def half(bits: Short): Double = {
    val (sign, exponent, fraction) = (bits >> 15 & 1, bits >> 10 & 0x1f, bits & 0x3ff)
    val size =
      if (exponent == 0x1f) (if (fraction == 0) Double.PositiveInfinity else Double.NaN)
      else if (exponent == 0) math.scalb(fraction.toDouble, -24)
      else math.scalb(1024.0 + fraction, exponent - 25)
    if (sign == 0) size else -size
  }

  def checkError(error: Throwable, step: JsonObject): Unit = error match {
    case found: MixgradException =>
      same(found.code == step.get("code").getAsString, s"${found.code}: ${found.getMessage}", step.get("code"))
      for ((name, value) <- Seq("operator" -> found.operator, "argument" -> found.argument)) {
        val wanted = step.get(name)
        if (wanted != null && !wanted.isJsonNull)
          same(wanted.getAsString == value, s"$name $value: ${found.getMessage}", wanted)
      }
      step
        .getAsJsonArray("message")
        .asScala
        .foreach(part => same(found.getMessage.contains(part.getAsString), found.getMessage, part))
    case other => throw Mismatch(s"expected an error of ${step.get("code")}, found $other")
  }
}
