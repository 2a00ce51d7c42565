package conformance

import com.google.gson.{JsonElement, JsonObject}
import io.mixgrad.conformance.{Compare, Elements, Mismatch, Program}
import java.nio.file.Path
import java.util.HexFormat
import mixgrad.*
import scala.collection.mutable
import scala.jdk.CollectionConverters.*

/** Expressions of the plan. */
final class Evaluator(variables: mutable.Map[String, Any]) extends Program {
  private val leftOperators = Calls.load("mixgrad.Tensor$package$").getField("MODULE$").get(null)

  override def seed(seed: Long): Unit = manualSeed(seed)
  override def let(name: String, value: Object): Unit = variables(name) = value

  override def plain(result: Object): Object = result match {
    case None                      => null
    case Some(inner: Object)       => plain(inner)
    case t: Tensor                 => Elements.found(t.dtype, t.shape, t.toByteArray)
    case items: Seq[?]             => items.map(item => plain(item.asInstanceOf[Object])).asJava
    case _: Map[?, ?] | _: Product =>
      fields(result).map((name, part) => name -> plain(part.asInstanceOf[Object])).asJava
    case other => other
  }

  private def fields(found: Any): Map[String, Any] = found match {
    case m: Map[?, ?] => m.map((key, value) => key.toString -> value)
    case p: Product   => p.productElementNames.zip(p.productIterator).toMap
    case other        => throw Mismatch(s"expected a record or a map, found $other")
  }

  override def value(expression: JsonObject): Object = evaluate(expression).asInstanceOf[Object]

  private def evaluate(expression: JsonObject): Any = {
    val kind = expression.keySet.iterator.next
    val body = expression.get(kind)
    kind match {
      case "var"    => variables(body.getAsString)
      case "tensor" =>
        val elements = Elements.of(body.getAsJsonObject)
        Tensor.wrap(elements.memory, elements.dtype, elements.shape)
      case "null"      => null
      case "bool"      => body.getAsBoolean
      case "int"       => body.getAsLong
      case "float"     => Compare.special(body)
      case "string"    => body.getAsString
      case "dtype"     => Elements.dtype(body.getAsString)
      case "device"    => if (body.getAsString == "cpu") Device.Cpu else io.mixgrad.Device(1, 0)
      case "path"      => Path.of("build/conformance", body.getAsString)
      case "enum"      => constant(body.getAsJsonObject)
      case "list"      => list(body)
      case "map"       => map(body.getAsJsonObject)
      case "bytes"     => HexFormat.of().parseHex(body.getAsString)
      case "slice"     => slice(body.getAsJsonObject)
      case "record"    => record(body.getAsJsonObject)
      case "subscript" => subscript(body)
      case "function"  => function(body.getAsJsonObject)
      case "host"      => host(body.getAsJsonObject)
      case _           => act(kind, body.getAsJsonObject)
    }
  }

  private def text(body: JsonObject, name: String): String = body.get(name).getAsString
  private def of(body: JsonObject, name: String = "of"): Any = value(body.getAsJsonObject(name)) match {
    case Some(inner) => inner
    case other       => other
  }
  private def named(body: JsonObject): Map[String, Any] = map(body.getAsJsonObject("named"))

  private def act(kind: String, body: JsonObject): Any = kind match {
    case "subclass" =>
      Subclasses.derive(
        text(body, "name"),
        map(body.getAsJsonObject("methods")).view.mapValues(_.asInstanceOf[HostFunction]).toMap
      )
    case "call" => Calls.free(text(body, "namespace"), text(body, "name"), places(body.get("positional")), named(body))
    case "curried" =>
      Calls.free(
        text(body, "namespace"),
        text(body, "name"),
        places(body.get("outer")),
        map(body.getAsJsonObject("outerNamed")) ++ named(body),
        Some(places(body.get("positional")))
      )
    case "new" =>
      Calls.construct(text(body, "namespace"), text(body, "name"), places(body.get("positional")), named(body))
    case "method" =>
      Calls.method(
        of(body, "self").asInstanceOf[AnyRef],
        text(body, "name"),
        places(body.get("positional")),
        named(body)
      )
    case "operator" => operator(body)
    case "get"      => Calls.method(of(body).asInstanceOf[AnyRef], text(body, "name"), Nil)
    case "set"      =>
      Calls.method(of(body).asInstanceOf[AnyRef], text(body, "name") + "_=", Seq(value(body.getAsJsonObject("to"))))
    case "item"    => of(body).asInstanceOf[Seq[Any]](body.get("index").getAsInt)
    case "field"   => fields(of(body))(text(body, "name"))
    case "key"     => fields(of(body))(text(body, "key"))
    case "iterate" => of(body).asInstanceOf[Iterable[Any]].iterator.toVector
    case other     => throw Mismatch(s"the runner does not know the expression $other")
  }

  private def list(items: JsonElement): Seq[Any] =
    items.getAsJsonArray.asScala.map(item => value(item.getAsJsonObject)).toVector
  private def places(items: JsonElement): Seq[Any] =
    items.getAsJsonArray.asScala.toVector.flatMap { item =>
      val spread = item.getAsJsonObject.get("spread")
      if (spread == null) Seq(value(item.getAsJsonObject)) else list(spread)
    }
  private def map(entries: JsonObject): Map[String, Any] =
    scala.collection.immutable.VectorMap
      .from(entries.keySet.asScala.iterator.map(name => name -> value(entries.getAsJsonObject(name))))

  private def constant(body: JsonObject): Any = {
    val module = Calls.load(s"mixgrad.Constants$$package$$${text(body, "type")}$$").getField("MODULE$").get(null)
    Calls.method(module, text(body, "name"), Nil)
  }

  /** Scala's own range, where both ends are there and it selects something. */
  private def slice(entry: JsonObject): Any = {
    def bound(name: String): Option[Long] = Option(entry.get(name)).filterNot(_.isJsonNull).map(_.getAsLong)
    (bound("from"), bound("to"), bound("by")) match {
      case (Some(from), Some(to), by) if from >= 0 && to >= 0 => from.toInt until to.toInt by by.getOrElse(1L).toInt
      case (from, to, by)                                     =>
        io.mixgrad.Index.Slice(from.map(Long.box).orNull, to.map(Long.box).orNull, by.map(Long.box).orNull)
    }
  }

  private def record(body: JsonObject): Any =
    Calls.construct(text(body, "namespace"), text(body, "name"), Nil, map(body.getAsJsonObject("fields")))

  private def subscript(items: JsonElement): Seq[Any] = items.getAsJsonArray.asScala.toVector.map { item =>
    if (item.isJsonPrimitive) Map("all" -> ::, "ellipsis" -> ---, "newaxis" -> null)(item.getAsString)
    else {
      val entry = item.getAsJsonObject
      def bound(name: String): java.lang.Long =
        if (entry.get(name).isJsonNull) null else Long.box(entry.get(name).getAsLong)
      if (entry.has("at")) entry.get("at").getAsLong
      else if (entry.has("tensor") || entry.has("bool")) value(entry)
      else io.mixgrad.Index.Slice(bound("from"), bound("to"), bound("by"))
    }
  }

  private def function(body: JsonObject): HostFunction =
    HostFunction(-1, x => Calls.free(text(body, "namespace"), text(body, "name"), x, Map.empty))

  private def host(body: JsonObject): HostFunction = {
    val parameters = body.getAsJsonArray("parameters").asScala.map(_.getAsString).toSeq
    HostFunction(
      parameters.length,
      x => Evaluator(mutable.Map.from(variables ++ parameters.zip(x))).value(body.getAsJsonObject("body"))
    )
  }

  private def operator(body: JsonObject): Any = {
    val symbol = text(body, "operator")
    val operands = list(body.get("operands"))
    symbol match {
      case "getitem" => Calls.method(operands.head.asInstanceOf[Tensor], "apply", Seq(operands(1)))
      case "setitem" =>
        val entries = operands(1).asInstanceOf[Seq[Any]]
        Calls.method(
          operands.head.asInstanceOf[Tensor],
          "update",
          (if (entries.isEmpty) Seq(---) else entries) :+ operands(2)
        )
        operands.head
      case _ =>
        val name = Map("@" -> "@@", "==" -> "===", "!=" -> "=!=", "neg" -> "unary_-").getOrElse(symbol, symbol)
        operands.head match {
          case x: Tensor =>
            val result = Calls.method(x, name, operands.tail)
            if (Set("+=", "-=", "*=", "/=")(symbol)) x else result
          case number => Calls.method(leftOperators, name, Seq(number, operands(1)))
        }
    }
  }
}
