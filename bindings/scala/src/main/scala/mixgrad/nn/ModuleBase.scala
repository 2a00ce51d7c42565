package mixgrad.nn

import io.mixgrad.internal.{Engine, Raw}
import mixgrad.*
import mixgrad.internal.{Fn, Values}

/** What modules can do beside what the schemas say: `register` gives fields of a subclass their names, applying runs
  * forward.
  */
abstract class ModuleBase private[mixgrad] (raw: Raw) extends io.mixgrad.EngineObject(raw) {

  /** Children that were added from here, for printing. */
  private val added = scala.collection.mutable.LinkedHashMap[String, Module]()

  /** Computes the module's output. */
  def forward(x: Tensor): Tensor

  /** Registers a child under the name of the field that it is assigned to. */
  inline def register[M <: Module](module: M): M = registerModule(Names.enclosing, module)

  /** Registers a child under a name. */
  def registerModule[M <: Module](name: String, module: M): M = {
    Engine.call(Fn.MODULE_REGISTER_MODULE, this, Names.snake(name), module)
    hold(module)
    added(Names.snake(name)) = module
    module
  }

  /** Registers a parameter under a name. */
  def registerParameter(name: String, tensor: Tensor): Tensor = {
    Engine.call(Fn.MODULE_REGISTER_PARAMETER, this, Names.snake(name), tensor)
    tensor
  }

  /** Registers a buffer, which is saved and not trained, under a name. */
  def registerBuffer(name: String, tensor: Tensor): Tensor = {
    Engine.call(Fn.MODULE_REGISTER_BUFFER, this, Names.snake(name), tensor)
    tensor
  }

  /** Runs forward. Errors inside name the path of layers. */
  def apply(x: Tensor): Tensor =
    if (!isHost) Engine.call(Fn.MODULE_CALL, this, x).asInstanceOf[Tensor]
    else
      try forward(x)
      catch {
        case error: MixgradException =>
          val name = Engine.get(this, "name").asInstanceOf[String]
          if (name.nonEmpty) error.within(name)
          throw error
      }

  /** Fills parameters and buffers from a safetensors file, and gives the module back. */
  def load(path: PathLike): this.type = {
    Engine.call(Fn.MODULE_LOAD, this, Values.pack(path))
    this
  }

  /** Fills parameters and buffers from the bytes of a safetensors file, and gives the module back. */
  def loadBytes(data: Array[Byte]): this.type = {
    Engine.call(Fn.MODULE_LOAD_BYTES, this, data)
    this
  }

  override def toString: String = moduleTree

  /** The class, with the modules inside: of a container its elements. */
  private[mixgrad] def moduleTree: String = {
    val parts: Seq[(String, Any)] = this match {
      case elements: Iterable[?] if !isHost =>
        elements.iterator.zipWithIndex.map {
          case ((name: String, part), _) => name -> part
          case (part, place)             => place.toString -> part
        }.toSeq
      case _ => added.toSeq
    }
    val name = getClass.getSimpleName
    val inside = parts.map((name, part) => s"\n$name: $part").mkString.replace("\n", "\n  ")
    if (inside.isEmpty) name else s"$name($inside\n)"
  }
}
