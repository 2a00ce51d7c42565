package mixgrad.internal

import io.mixgrad.internal.Results
import scala.collection.immutable.VectorMap
import scala.jdk.CollectionConverters.*
import scala.jdk.FutureConverters.*

/** Between Scala's values and those that the Java package packs into calls. */
private[mixgrad] object Values {

  /** An argument: None is null, sequences and maps are Java's. */
  def pack(value: Any): AnyRef = value match {
    case null | None        => null
    case ()                 => null
    case Some(inner)        => pack(inner)
    case items: Seq[?]      => items.map(pack).asJava
    case entries: Map[?, ?] =>
      val out = new java.util.LinkedHashMap[String, AnyRef]()
      entries.foreach((key, item) => out.put(key.toString, pack(item)))
      out
    case other => other.asInstanceOf[AnyRef]
  }

  /** A range of positions; a sequence's elements are no part of it. */
  def slice(part: Range | mixgrad.Index.Slice | Null): AnyRef = part match {
    case r: Range => mixgrad.Index.slice(r)
    case other    => other.asInstanceOf[AnyRef]
  }

  /** What chooses a part of a tensor. */
  def subscript(entries: Seq[mixgrad.Index.Entry]): AnyRef = pack(mixgrad.Index.of(entries))

  def double(result: AnyRef): Double = result.asInstanceOf[java.lang.Number].doubleValue
  def long(result: AnyRef): Long = result.asInstanceOf[java.lang.Number].longValue
  def boolean(result: AnyRef): Boolean = result.asInstanceOf[java.lang.Boolean].booleanValue
  def shape(result: AnyRef): mixgrad.Shape = Results.shape(result)
  def option[T](result: AnyRef)(convert: AnyRef => T): Option[T] = Option(result).map(convert)
  def seq[T](result: AnyRef)(convert: AnyRef => T): Seq[T] =
    result.asInstanceOf[java.util.List[AnyRef]].asScala.iterator.map(convert).toVector
  def map[T](result: AnyRef)(convert: AnyRef => T): Map[String, T] =
    VectorMap.from(
      result.asInstanceOf[java.util.Map[String, AnyRef]].asScala.iterator.map((key, item) => key -> convert(item))
    )
  def walk[T](items: java.util.Iterator[AnyRef])(convert: AnyRef => T): Iterator[T] = items.asScala.map(convert)
  def future[T](work: () => T): scala.concurrent.Future[T] = io.mixgrad.internal.Jobs.async(() => work()).asScala
}
