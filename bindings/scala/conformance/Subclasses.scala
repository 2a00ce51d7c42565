package conformance

import io.mixgrad.conformance.Mismatch
import mixgrad.*

/** Classes that are derived from open ones, with the plan's functions as methods. */
object Subclasses {
  def derive(name: String, methods: Map[String, HostFunction]): Any = {
    def planned[T](method: String, otherwise: => T, x: Any*): T =
      methods.get(method).fold(otherwise)(f => f.call(x).asInstanceOf[T])
    def number(method: String, otherwise: => Double, x: Any*): Double =
      methods.get(method).fold(otherwise)(f => f.call(x).asInstanceOf[java.lang.Number].doubleValue)
    name match {
      case "Module" =>
        new nn.Module { override def forward(x: Tensor): Tensor = planned("forward", super.forward(x), x) }
      case "Dataset" =>
        new Dataset {
          override def length: Long =
            methods.get("length").fold(super.length)(_.call(Nil).asInstanceOf[java.lang.Number].longValue)
          override def get(index: Long): Seq[Tensor] = methods
            .get("get")
            .fold(super.get(index))(f =>
              f.call(Seq(index)) match {
                case list: Seq[?] => list.asInstanceOf[Seq[Tensor]]
                case one          => Seq(one.asInstanceOf[Tensor])
              }
            )
        }
      case "Callback" =>
        new Callback {
          override def onFitStart(): Unit = planned("onFitStart", super.onFitStart(): Any)
          override def onEpochStart(epoch: Long): Unit = planned("onEpochStart", super.onEpochStart(epoch): Any, epoch)
          override def onEpochEnd(epoch: Long, logs: Map[String, Double]): Boolean =
            planned("onEpochEnd", super.onEpochEnd(epoch, logs), epoch, logs)
          override def onBatchEnd(batch: Long, logs: Map[String, Double]): Unit =
            planned("onBatchEnd", super.onBatchEnd(batch, logs): Any, batch, logs)
          override def onFitEnd(): Unit = planned("onFitEnd", super.onFitEnd(): Any)
        }
      case "Metric" =>
        new metrics.Metric {
          override def reset(): Unit = planned("reset", super.reset(): Any)
          override def update(output: Tensor, target: Tensor): Unit =
            planned("update", super.update(output, target): Any, output, target)
          override def compute: Double = number("compute", super.compute)
        }
      case "Schedule" =>
        new optim.Schedule { override def factor(epoch: Long): Double = number("factor", super.factor(epoch), epoch) }
      case "Sampler" =>
        new Sampler {
          override def length: Long =
            methods.get("length").fold(super.length)(_.call(Nil).asInstanceOf[java.lang.Number].longValue)
          override def indices: Tensor = planned("indices", super.indices)
        }
      case other => throw Mismatch(s"the runner does not know how to derive from $other")
    }
  }
}
