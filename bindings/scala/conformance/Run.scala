package conformance

import com.google.gson.{Gson, GsonBuilder, JsonObject}
import java.nio.file.{Files, Path}
import mixgrad.manualSeed
import scala.collection.mutable
import scala.jdk.CollectionConverters.*

private val folder = Path.of("build/conformance")

private def step(step: JsonObject, e: Evaluator): Unit =
  if (step.has("seed")) manualSeed(step.get("seed").getAsLong)
  else if (step.has("let")) e.variables(step.get("let").getAsString) = e.value(step.getAsJsonObject("be"))
  else if (step.has("do")) e.value(step.getAsJsonObject("do")): Unit
  else if (step.has("expect")) Compare.check(e.value(step.getAsJsonObject("expect")), step.getAsJsonObject("equals"))
  else {
    val error =
      try { e.value(step.getAsJsonObject("fails")); None }
      catch { case error: RuntimeException => Some(error) }
    error match {
      case Some(mismatch: Mismatch) => throw mismatch
      case Some(found)              => Compare.checkError(found, step)
      case None                     => throw Mismatch(s"expected an error of ${step.get("code")}, found none")
    }
  }

/** What is wrong with a case. */
private def problem(planned: JsonObject): Option[String] = {
  manualSeed(0)
  val evaluator = Evaluator(mutable.Map.empty)
  planned
    .getAsJsonArray("steps")
    .asScala
    .zipWithIndex
    .iterator
    .flatMap { (item, number) =>
      try { step(item.getAsJsonObject, evaluator); None }
      catch {
        case mismatch: Mismatch => Some(s"step $number: ${mismatch.getMessage}")
        case error: Throwable   => Some(s"step $number: $error")
      }
    }
    .nextOption()
}

/** Carries out the plan; `CASE=<text>` runs only the cases whose id has the text, and writes no report. */
@main def run(): Unit = {
  io.mixgrad.Mixgrad.setProgress(false)
  val plan = Gson().fromJson(Files.readString(folder.resolve("scala.plan.json")), classOf[JsonObject])
  val only = sys.env.getOrElse("CASE", "")
  val report = mutable.LinkedHashMap[String, mutable.Map[String, Int]]()
  val total = counts()
  for (item <- plan.getAsJsonArray("cases").asScala) {
    val planned = item.getAsJsonObject
    val id = planned.get("id").getAsString
    if (id.contains(only)) {
      val failure = problem(planned)
      val skip = !planned.get("skip").isJsonNull
      val outcome =
        if (skip) (if (failure.isEmpty) "failed" else "skipped") else if (failure.isEmpty) "passed" else "failed"
      val text = if (skip) Option.when(failure.isEmpty)("is skipped and passes: the skip is stale") else failure
      text.foreach(why => println(s"scala $id: $why; again: CASE='$id' make conformance-scala"))
      report.getOrElseUpdate(planned.get("subject").getAsString, counts())(outcome) += 1
      total(outcome) += 1
    }
  }
  if (only.isEmpty) {
    val java = report.map((subject, c) => subject -> c.asJava).asJava
    Files.writeString(folder.resolve("scala.json"), GsonBuilder().setPrettyPrinting().create().toJson(java) + "\n")
  }
  println(s"${total("passed")} passed, ${total("failed")} failed, ${total("skipped")} skipped")
  sys.exit(if (total("failed") > 0 || total("passed") == 0) 1 else 0)
}

private def counts(): mutable.Map[String, Int] = mutable.LinkedHashMap("passed" -> 0, "failed" -> 0, "skipped" -> 0)
