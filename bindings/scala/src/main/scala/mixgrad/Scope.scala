package mixgrad

import io.mixgrad.internal.{Context, Errors, NativeScope}

/** Says which tensors a result holds, so that a scope keeps them. */
trait Escapes[-A] {
  def tensors(value: A): Iterable[Tensor]
}
object Escapes extends LowerEscapes {
  given Escapes[Tensor] with { def tensors(value: Tensor): Iterable[Tensor] = Seq(value) }
  given pair[A, B](using a: Escapes[A], b: Escapes[B]): Escapes[(A, B)] with {
    def tensors(value: (A, B)): Iterable[Tensor] = a.tensors(value._1) ++ b.tensors(value._2)
  }
  given items[A](using a: Escapes[A]): Escapes[Iterable[A]] with {
    def tensors(value: Iterable[A]): Iterable[Tensor] = value.flatMap(a.tensors)
  }
  given maybe[A](using a: Escapes[A]): Escapes[Option[A]] with {
    def tensors(value: Option[A]): Iterable[Tensor] = value.toSeq.flatMap(a.tensors)
  }
}

/** What holds no tensor that a scope could free. */
trait LowerEscapes {
  given nothing: Escapes[Any] with { def tensors(value: Any): Iterable[Tensor] = Nil }
}

/** Frees the tensors made in a block at its end, but for those of its result. */
object Scope {
  def apply[A](body: => A)(using escapes: Escapes[A]): A = {
    val scope = NativeScope.open(null)
    val before = Context.enter(Context.current().withScope(scope))
    try {
      val result = body
      escapes.tensors(result).foreach(scope.keep)
      result
    } finally {
      Context.enter(before)
      scope.close()
    }
  }
}

private def within[A](context: Context)(body: => A): A = {
  val before = Context.enter(context)
  try body
  finally Context.enter(before)
}

/** Runs a block without recording gradients. */
def noGrad[A](body: => A): A = within(Context.current().withRecording(false))(body)

/** Runs a block that records gradients. */
def enableGrad[A](body: => A): A = within(Context.current().withRecording(true))(body)

/** Whether gradients are recorded. */
def isGradEnabled: Boolean = Context.current().recording

/** Runs a block in which random functions draw from another generator. */
def useGenerator[A](generator: Generator)(body: => A): A = within(Context.current().withGenerator(generator))(body)
