package conformance

import io.mixgrad.conformance.Runner
import scala.collection.mutable

/** Carries out Scala's plan. */
@main def run(): Unit = {
  io.mixgrad.Mixgrad.setProgress(false)
  Runner.run("scala", () => Evaluator(mutable.Map.empty))
}
