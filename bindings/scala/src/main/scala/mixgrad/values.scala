package mixgrad

import io.mixgrad.internal.Errors

/** A tensor, or a number, which takes the tensor's element type unless its kind is wider. */
type TensorOrNumber = Tensor | Int | Long | Float | Double | Boolean

/** A number. */
type Number = Int | Long | Float | Double

/** Where a file is. */
type PathLike = String | java.nio.file.Path

/** Sizes of a tensor's axes. */
type Shape = io.mixgrad.Shape

/** Sizes of a tensor's axes. */
object Shape {
  def apply(sizes: Int*): Shape = io.mixgrad.Shape.of(sizes.map(_.toLong)*)
}
extension (shape: Shape) {

  /** The sizes. */
  def toSeq: Seq[Long] = shape.toArray.toSeq

  /** The size of an axis; negative axes count from the end. */
  def apply(axis: Int): Long = shape.get(axis)
}

/** Where tensors live. */
type Device = io.mixgrad.Device

/** Where tensors live. */
object Device {
  val Cpu: Device = io.mixgrad.Device.CPU
}

/** A part of a subscript. */
type Index = io.mixgrad.Index

/** Parts of a subscript. */
object Index {
  type Slice = io.mixgrad.Index.Slice

  /** What may stand in `x(…)`: a position, a range, `::` for all of an axis, `---` for all axes not named, null for a
    * new axis; positions as a sequence or a tensor of integers; conditions as a sequence or a tensor of booleans; one
    * condition.
    */
  type Entry =
    Int | Long | Range | Index | scala.collection.immutable.::.type | Null | Tensor | Boolean | Seq[Int] | Seq[Long] |
      Seq[Boolean]

  private[mixgrad] def of(entries: Seq[Entry]): Seq[Index] = entries.map {
    case null          => io.mixgrad.Index.NEW_AXIS
    case i: Int        => io.mixgrad.Index.at(i.toLong)
    case i: Long       => io.mixgrad.Index.at(i)
    case on: Boolean   => io.mixgrad.Index.at(on)
    case r: Range      => slice(r)
    case index: Index  => index
    case by: Tensor    => io.mixgrad.Index.at(by)
    case items: Seq[?] => io.mixgrad.Index.at(Tensor(items, if (items.isEmpty) DType.Int64 else null))
    case _             => io.mixgrad.Index.ALL
  }

  /** Calls with the entries, and closes the tensors that sequences among them became. */
  private[mixgrad] def using[T](entries: Seq[Entry])(call: AnyRef => T): T = {
    val index = of(entries)
    try call(mixgrad.internal.Values.pack(index))
    finally
      for ((entry, made) <- entries.zip(index)) (entry, made) match {
        case (_: Range, _)                                =>
        case (_: Seq[?], chosen: io.mixgrad.Index.Chosen) => chosen.by.asInstanceOf[Tensor].close()
        case _                                            =>
      }
  }

  /** A range of positions that are all there, or go on from the end. */
  private[mixgrad] def slice(r: Range): Index = {
    if (r.step == 0) throw Errors.make("value", "the step of a range must not be zero", "subscript")
    val stop = if (r.isEmpty) r.start else if (r.step > 0) r.last + 1 else r.last - 1
    // Downwards to the first position: a stop of -1 would count from the end.
    if (r.step < 0 && !r.isEmpty && stop < 0) io.mixgrad.Index.Slice(r.start.toLong, null, r.step.toLong)
    else io.mixgrad.Index.range(r.start.toLong, stop.toLong, r.step.toLong)
  }
}

/** All axes that are not named. */
val --- : Index = io.mixgrad.Index.ELLIPSIS
