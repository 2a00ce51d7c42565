package mixgrad

import io.mixgrad.internal.{Engine, Raw}
import mixgrad.internal.{Fn, Values}

/** What datasets can do beside what the schemas say. */
abstract class DatasetBase private[mixgrad] (raw: Raw) extends io.mixgrad.EngineObject(raw) {

  /** How many items there are. */
  def length: Long

  /** One item: its tensors. */
  def get(index: Long): Seq[Tensor]

  /** Several items as a batch: each of an item's tensors, stacked. */
  def apply(part: Range): Seq[Tensor] =
    Values.seq(Engine.call(Fn.DATASET_GET_BATCH, this, Values.pack(part.map(_.toLong))))(_.asInstanceOf[Tensor])
}
