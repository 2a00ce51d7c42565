package mixgrad.internal

import io.mixgrad.internal.{Errors, HostFunction}
import mixgrad.Tensor

/** Functions of Scala as arguments of the engine. */
private[mixgrad] object Functions {
  def unary(f: Tensor => Tensor): HostFunction = of1(f)
  def binary(f: (Tensor, Tensor) => Tensor): HostFunction = of2(f)
  def variadic(f: Seq[Tensor] => Tensor): HostFunction = host(x => Values.pack(f(tensors(x))))
  def several(f: Seq[Tensor] => Seq[Tensor]): HostFunction = host(x => Values.pack(f(tensors(x))))
  def gradient(f: (Tensor, Seq[Tensor]) => Seq[Tensor]): HostFunction =
    host(x => Values.pack(f(tensors(x).head, tensors(x).tail)))

  def of1(f: Tensor => Tensor): HostFunction = host { x =>
    val Seq(a) = exactly(x, 1): @unchecked; f(a)
  }
  def of2(f: (Tensor, Tensor) => Tensor): HostFunction = host { x =>
    val Seq(a, b) = exactly(x, 2): @unchecked; f(a, b)
  }
  def of3(f: (Tensor, Tensor, Tensor) => Tensor): HostFunction = host { x =>
    val Seq(a, b, c) = exactly(x, 3): @unchecked
    f(a, b, c)
  }

  def optional[F](f: Option[F])(pack: F => HostFunction): HostFunction = f.map(pack).orNull

  private def host(body: HostFunction.Body): HostFunction = HostFunction(Wrappers.own, body)
  private def tensors(x: Array[AnyRef]): Seq[Tensor] = x.iterator.map(_.asInstanceOf[Tensor]).toVector
  private def exactly(x: Array[AnyRef], n: Int): Seq[Tensor] =
    if (x.length == n) tensors(x)
    else throw Errors.make("type", s"the function takes $n tensors and was given ${x.length}")
}
