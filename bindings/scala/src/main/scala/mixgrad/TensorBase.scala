package mixgrad

import io.mixgrad.internal.{Elements, Engine, Errors, Raw, TensorPeer}
import java.nio.ByteBuffer
import mixgrad.internal.{Fn, Values, Wrappers}

/** What tensors can do that the schemas do not say: facts, parts, elements, gradients. */
abstract class TensorBase private[mixgrad] (raw: Raw) extends TensorPeer(raw) with AutoCloseable {
  private def facts: Array[Long] = Elements.describe(this)
  private def flag(bit: Int): Boolean = (facts(4) & (1 << bit)) != 0
  private def self: Tensor = this.asInstanceOf[Tensor]

  /** The sizes of the axes. */
  def shape: Shape = io.mixgrad.Shape.of(Elements.sizes(facts)*)

  /** How many elements lie between neighbours along each axis. */
  def strides: Seq[Long] = Elements.strides(facts).toSeq

  /** Number of axes. */
  def ndim: Int = facts(1).toInt

  /** Number of elements. */
  def size: Long = facts(2)

  /** Type of the elements. */
  def dtype: DType = io.mixgrad.DType.of(facts(0).toInt)

  /** Where it lives. */
  def device: Device = io.mixgrad.Device.of(facts(5))

  /** Whether gradients are recorded for it. */
  def requiresGrad: Boolean = flag(0)

  /** Asks for gradients, or stops asking. */
  def requiresGrad_=(on: Boolean): Unit = Elements.setRequiresGrad(this, on)

  /** The same as setting requiresGrad, for use in an expression. */
  def setRequiresGrad(on: Boolean): Tensor = { Elements.setRequiresGrad(this, on); self }

  /** Whether no recorded call made it. */
  def isLeaf: Boolean = flag(1)

  /** Whether it stands for a value in a trace. */
  def isTraced: Boolean = flag(2)

  /** Whether its elements lie in row-major order without gaps. */
  def isContiguous: Boolean = flag(3)

  /** The gradient that backward left. */
  def grad: Option[Tensor] = Option(Elements.grad[Tensor](Wrappers.own, this))

  /** Replaces or removes the gradient. */
  def grad_=(value: Option[Tensor]): Unit = Elements.setGrad(this, value.orNull)

  /** A part: `x(0, ::, 1 until 5, ---)`. A view, which shares elements, unless positions or conditions choose it:
    * `x(::, Seq(2, 0))`, `x(x > 0)`. Several positions broadcast, as NumPy's do; conditions of several axes stand for
    * as many.
    *
    * @throws IndexException
    *   if a position lies outside its axis, conditions are of another size, or there are too many entries.
    * @throws DTypeException
    *   if a tensor holds neither integers nor booleans.
    * @throws ShapeException
    *   if tensors of positions do not broadcast.
    * @throws TraceException
    *   if a function that is traced chooses by conditions: use where there.
    */
  def apply(entries: Index.Entry*): Tensor =
    Index.using(entries)(Engine.call(Fn.GETITEM, this, _)).asInstanceOf[Tensor]

  /** Writes to a part: `x(0, ::) = v`, with one to four entries. */
  def update(a: Index.Entry, value: TensorOrNumber): Unit = write(Seq(a), value)
  def update(a: Index.Entry, b: Index.Entry, value: TensorOrNumber): Unit = write(Seq(a, b), value)
  def update(a: Index.Entry, b: Index.Entry, c: Index.Entry, value: TensorOrNumber): Unit = write(Seq(a, b, c), value)
  def update(a: Index.Entry, b: Index.Entry, c: Index.Entry, d: Index.Entry, value: TensorOrNumber): Unit =
    write(Seq(a, b, c, d), value)
  private def write(entries: Seq[Index.Entry], value: TensorOrNumber): Unit =
    Index.using(entries)(Engine.call(Fn.SETITEM, this, Values.pack(value), _)): Unit

  /** The axes in reverse order. */
  def transposed: Tensor = self.permuteDims((0 until ndim).reverse)

  private def length: Int = {
    val n = size
    if (n > Int.MaxValue - 8) throw Errors.make("value", s"an array holds fewer than $n elements")
    n.toInt
  }

  /** The elements in row-major order, converted. */
  def toArray[T](using elements: ElementOf[T]): Array[T] = {
    val out = elements.array(length)
    Elements.copyOut(this, elements.dtype, out, out.length.toLong * elements.dtype.bytes)
    out
  }

  /** The bytes of the elements in row-major order. */
  def toByteArray: Array[Byte] = {
    val bytes = size * dtype.bytes
    if (bytes > Int.MaxValue - 8) throw Errors.make("value", s"an array holds fewer than $bytes bytes")
    val out = new Array[Byte](bytes.toInt)
    Elements.copyOut(this, dtype, out, bytes)
    out
  }

  /** The elements as they lie in memory, without a copy. */
  def asByteBuffer: ByteBuffer = {
    if (!isContiguous) throw Errors.make("value", "the tensor is not contiguous: a buffer needs a copy of it")
    Elements.view(this, size * dtype.bytes)
  }

  /** The one element. */
  def item: Double = {
    if (size != 1) throw Errors.make("value", s"item needs a tensor with one element, this one has $size")
    toArray[Double].head
  }

  /** Frees the elements now; using it later is a DisposedException. */
  override def close(): Unit = Elements.dispose(this)

  /** Whether it was closed. */
  def isClosed: Boolean = Elements.isDisposed(this)

  override def toString: String =
    if (isClosed) "tensor(<closed>)"
    else if (isTraced) s"tensor(<a value of a trace>, dtype=$dtype)"
    else
      s"tensor(${self.format().replace("\n", "\n       ")}, dtype=$dtype${
          if (requiresGrad) ", requiresGrad=true" else ""
        })"
}

/** Element types that arrays of Scala can have. */
final class ElementOf[T] private[mixgrad] (
    private[mixgrad] val dtype: DType,
    private[mixgrad] val array: Int => Array[T]
)
object ElementOf {
  given ElementOf[Float] = ElementOf(DType.Float32, new Array[Float](_))
  given ElementOf[Double] = ElementOf(DType.Float64, new Array[Double](_))
  given ElementOf[Int] = ElementOf(DType.Int32, new Array[Int](_))
  given ElementOf[Long] = ElementOf(DType.Int64, new Array[Long](_))
  given ElementOf[Short] = ElementOf(DType.Int16, new Array[Short](_))
  given ElementOf[Byte] = ElementOf(DType.Int8, new Array[Byte](_))
  given ElementOf[Boolean] = ElementOf(DType.Bool, new Array[Boolean](_))
}
