package conformance

import java.lang.reflect.{Constructor, Executable, InvocationTargetException, Method, Modifier}
import io.mixgrad.conformance.Mismatch
import mixgrad.Tensor

/** A function of the engine, where nothing says how many tensors it will be given. */
private final class OfAny(f: HostFunction) extends (Any => Any) with ((Any, Any) => Any) {
  def apply(a: Any): Any = f.call(Seq(a))
  def apply(a: Any, b: Any): Any = f.call(Seq(a, b))
  override def toString: String = "a function"
}

/** A function over the plan's expressions; an arity of -1 takes what it is given. */
final class HostFunction(val arity: Int, val call: Seq[Any] => Any)

/** Finds what a call means: the alternative that takes the values by their places and names, with its defaults. */
object Calls {
  def load(name: String): Class[?] =
    try Class.forName(name)
    catch { case _: ClassNotFoundException => throw Mismatch(s"no class $name") }

  private def inside(namespace: String): String = if (namespace.isEmpty) "mixgrad" else s"mixgrad.$namespace"

  /** Definitions of a package are members of an object that the compiler names. */
  def free(
      namespace: String,
      name: String,
      places: Seq[Any],
      named: Map[String, Any],
      rest: Option[Seq[Any]] = None
  ): Any = {
    val module = load(s"${inside(namespace)}.functions$$package$$").getField("MODULE$").get(null)
    method(module, name, places, named, rest)
  }

  def method(
      self: AnyRef,
      name: String,
      places: Seq[Any],
      named: Map[String, Any] = Map.empty,
      rest: Option[Seq[Any]] = None
  ): Any = {
    val encoded = scala.reflect.NameTransformer.encode(name)
    val candidates = self.getClass.getMethods.toSeq.filter(m =>
      m.getName == encoded && !Modifier.isStatic(m.getModifiers) && !m.isBridge
    )
    if (candidates.isEmpty) throw Mismatch(s"no method $name of ${self.getClass.getName}")
    def default(i: Int): Option[Any] =
      self.getClass.getMethods
        .find(m => m.getName == s"$encoded$$default$$${i + 1}" && m.getParameterCount == 0)
        .map(_.invoke(self))
    run(candidates, self, name, places, named, rest, default)
  }

  def construct(namespace: String, name: String, places: Seq[Any], named: Map[String, Any]): Any = {
    val found = load(s"${inside(namespace)}.$name")
    def default(i: Int): Option[Any] =
      try {
        val companion = Class.forName(found.getName + "$")
        val module = companion.getField("MODULE$").get(null)
        companion.getMethods.find(_.getName == s"$$lessinit$$greater$$default$$${i + 1}").map(_.invoke(module))
      } catch { case _: ClassNotFoundException => None }
    val usable =
      found.getConstructors.toSeq.filter(c => !c.getParameterTypes.exists(_.getName == "io.mixgrad.internal.Raw"))
    run(usable, null, s"new $name", places, named, None, default)
  }

  private def run(
      candidates: Seq[Executable],
      self: AnyRef,
      name: String,
      places: Seq[Any],
      named: Map[String, Any],
      rest: Option[Seq[Any]],
      default: Int => Option[Any]
  ): Any =
    // An alternative for just so many tensors goes before one that takes them as a sequence.
    candidates
      .sortBy(c => (!exact(c, places), -c.getParameterCount))
      .iterator
      .flatMap(c => arguments(c, places, named, rest, default).map(c -> _))
      .nextOption() match {
      case Some((found, values)) => invoke(found, self, values)
      case None                  => throw Mismatch(s"no $name takes $places and $named")
    }

  private def exact(c: Executable, places: Seq[Any]): Boolean = places.headOption match {
    case Some(f: HostFunction) if f.arity > 1 =>
      c.getParameterTypes.headOption.exists(_.getName == s"scala.Function${f.arity}")
    case _ => true
  }

  /** `rest`: what stands in the second parentheses, one by one; it goes where nothing else does. */
  private def arguments(
      c: Executable,
      places: Seq[Any],
      named: Map[String, Any],
      rest: Option[Seq[Any]],
      default: Int => Option[Any]
  ): Option[Seq[AnyRef]] = {
    val parameters = c.getParameters.toSeq
    if (places.length > parameters.length || named.keys.exists(key => !parameters.exists(_.getName == key))) return None
    val values = parameters.zipWithIndex.map { (p, i) =>
      if (i < places.length) fit(places(i), p.getType)
      else
        named
          .get(p.getName)
          .map(fit(_, p.getType))
          .orElse(default(i).map(v => Option(v.asInstanceOf[AnyRef]).orElse(Some(null))))
          .getOrElse(rest.flatMap(fit(_, p.getType)))
    }
    Option.when(values.forall(_.isDefined))(values.map(_.get))
  }

  private def misfit: Option[AnyRef] = None

  /** The value as an argument of that type. A whole number is no float where both are taken, a float no whole number.
    */
  private def fit(value: Any, to: Class[?]): Option[AnyRef] = value match {
    case null => if (to.isPrimitive) misfit else Some(if (to == classOf[Option[?]]) None else null)
    case o: Option[?] if to == classOf[Option[?]] => Some(o)
    case v if to == classOf[Option[?]]            => Some(Some(plain(v)))
    case n: Long                                  =>
      if (to == classOf[Int]) Some(Int.box(n.toInt))
      else if (to == classOf[Double]) Some(Double.box(n.toDouble))
      else if (to == classOf[Long]) Some(Long.box(n))
      else if (to == classOf[Object]) Some(if (n.isValidInt) Int.box(n.toInt) else Long.box(n))
      else misfit
    case n: Int =>
      if (to == classOf[Int] || to == classOf[Object]) Some(Int.box(n))
      else if (to == classOf[Long]) Some(Long.box(n.toLong))
      else if (to == classOf[Double]) Some(Double.box(n.toDouble))
      else misfit
    case d: Double       => if (to == classOf[Double] || to == classOf[Object]) Some(Double.box(d)) else misfit
    case b: Boolean      => if (to == classOf[Boolean] || to == classOf[Object]) Some(Boolean.box(b)) else misfit
    case f: HostFunction => function(f, to)
    case part: Range     => if (to.isInstance(part)) Some(part) else misfit
    case items: Seq[?]   => if (to.isAssignableFrom(classOf[Vector[?]])) Some(items.map(plain).toVector) else misfit
    case other           => if (to.isInstance(other)) Some(other.asInstanceOf[AnyRef]) else misfit
  }

  private def plain(value: Any): Any = value match {
    case f: HostFunction if f.arity < 0 => OfAny(f)
    case f: HostFunction                =>
      function(f, if (f.arity == 2) classOf[Function2[?, ?, ?]] else classOf[Function1[?, ?]])
        .getOrElse(throw Mismatch("no function type"))
    case items: Seq[?] => items.map(plain)
    case other         => other
  }

  private def spread(x: Seq[Any]): Seq[Any] = x.flatMap { case list: Seq[?] => list; case one => Seq(one) }

  private def function(f: HostFunction, to: Class[?]): Option[AnyRef] = {
    val n = f.arity
    if (to == classOf[Function1[?, ?]]) Some((a: Any) => f.call(spread(Seq(a)))) // of a tensor, or of a sequence
    else if (to == classOf[Function2[?, ?, ?]] && n != 1) Some((a: Any, b: Any) => f.call(spread(Seq(a, b))))
    else if (to == classOf[Function3[?, ?, ?, ?]] && (n == 3 || n < 0))
      Some((a: Any, b: Any, c: Any) => f.call(Seq(a, b, c)))
    else misfit
  }

  private def invoke(what: Executable, self: AnyRef, values: Seq[AnyRef]): Any =
    try
      what match {
        case m: Method         => m.invoke(self, values*)
        case c: Constructor[?] => c.newInstance(values*)
      }
    catch {
      case error: InvocationTargetException =>
        error.getCause match {
          case cause: (RuntimeException | Error) => throw cause
          case cause                             => throw Mismatch(cause.toString)
        }
    }
}
