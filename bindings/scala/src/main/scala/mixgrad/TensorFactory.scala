package mixgrad

import io.mixgrad.internal.{Elements, Errors}
import mixgrad.internal.Wrappers

/** Makes tensors of what Scala has. */
abstract class TensorFactory private[mixgrad] {

  /** A tensor with a copy of numbers in nested sequences or arrays, or of one number.
    *
    * Float gives float32, Double float64, Int int32, Long int64, Boolean bool.
    *
    * @throws ShapeException
    *   if the sequences are ragged
    * @throws TypeException
    *   if something in it is no number
    */
  def apply(data: Any, dtype: DType | Null = null): Tensor = {
    val shape = shapeOf(data)
    val leaves = Vector.newBuilder[Any]
    gather(data, shape, leaves)
    val made: Tensor = copied(leaves.result(), shape)
    if (dtype == null || made.dtype == dtype) made else made.astype(dtype)
  }

  /** A tensor over the memory of a direct buffer, without a copy. */
  def wrap(buffer: java.nio.FloatBuffer, shape: Shape): Tensor = {
    if (buffer.remaining != shape.elements) {
      throw Errors.make(
        "shape",
        s"the buffer has ${buffer.remaining} elements, the shape $shape needs ${shape.elements}",
        "shape"
      )
    }
    Elements.over[Tensor](Wrappers.own, buffer, DType.Float32, shape.toArray)
  }

  /** The same over bytes, for any element type. */
  def wrap(buffer: java.nio.ByteBuffer, dtype: DType, shape: Shape): Tensor = {
    if (buffer.remaining % dtype.bytes != 0 || buffer.remaining / dtype.bytes != shape.elements) {
      throw Errors.make(
        "shape",
        s"the buffer has ${buffer.remaining / dtype.bytes} elements, the shape $shape needs ${shape.elements}",
        "shape"
      )
    }
    Elements.over[Tensor](Wrappers.own, buffer.slice, dtype, shape.toArray)
  }

  private def items(data: Any): Option[Seq[Any]] = data match {
    case list: Seq[?]    => Some(list)
    case array: Array[?] => Some(array.toSeq)
    case _               => None
  }
  private def shapeOf(data: Any): List[Long] = items(data) match {
    case Some(list) => list.length.toLong :: list.headOption.map(shapeOf).getOrElse(Nil)
    case None       => Nil
  }
  private def gather(data: Any, shape: List[Long], out: collection.mutable.Builder[Any, Vector[Any]]): Unit =
    (items(data), shape) match {
      case (Some(list), n :: rest) if list.length == n => list.foreach(gather(_, rest, out))
      case (None, Nil)                                 => out += data
      case _ => throw Errors.make("shape", "the sequences are ragged: lists of one level must be equally long", "data")
    }

  /** The widest kind of number that is there. */
  private def copied(leaves: Vector[Any], shape: List[Long]): Tensor = {
    val sizes = shape.toArray
    def number(value: Any): java.lang.Number = value match {
      case n: java.lang.Number => n
      case _                   =>
        throw Errors.make("type", s"a tensor is made of numbers, not of a ${value.getClass.getSimpleName}", "data")
    }
    def kinds(names: String*): Boolean = leaves.forall(v => names.contains(number(v).getClass.getSimpleName))
    def copy(array: Array[?], dtype: DType): Tensor = Elements.copyOf[Tensor](Wrappers.own, array, dtype, sizes)
    if (leaves.nonEmpty && leaves.forall(_.isInstanceOf[Boolean]))
      copy(leaves.map(_.asInstanceOf[Boolean]).toArray, DType.Bool)
    else if (leaves.isEmpty) copy(Array.empty[Float], DType.Float32)
    else if (kinds("Byte")) copy(leaves.map(number(_).byteValue).toArray, DType.Int8)
    else if (kinds("Byte", "Short")) copy(leaves.map(number(_).shortValue).toArray, DType.Int16)
    else if (kinds("Byte", "Short", "Integer")) copy(leaves.map(number(_).intValue).toArray, DType.Int32)
    else if (kinds("Byte", "Short", "Integer", "Long")) copy(leaves.map(number(_).longValue).toArray, DType.Int64)
    else if (kinds("Byte", "Short", "Integer", "Long", "Float"))
      copy(leaves.map(number(_).floatValue).toArray, DType.Float32)
    else copy(leaves.map(number(_).doubleValue).toArray, DType.Float64)
  }
}
