package suites

import com.google.gson.{Gson, JsonObject}
import dotty.tools.dotc.interfaces.{Diagnostic, SimpleReporter}
import java.nio.file.{Files, Path}
import scala.collection.mutable
import scala.jdk.CollectionConverters.*

/** Calls that are typed right compile, and each mistake is an error of its own line. */
class TypedCallsSuite extends Suite {
  private case class Call(line: Int, subject: String, what: String, compiles: Boolean)

  private val root = Path.of("../..")
  private val list = root.resolve("build/conformance/typed/scala.json")
  assert(Files.exists(list), "there are no typed calls: make test-scala prints them")
  private val typed = Gson().fromJson(Files.readString(list), classOf[JsonObject])
  private val source = root.resolve(typed.get("source").getAsString)
  private val text = Files.readAllLines(source).asScala.toVector
  private val calls = typed.getAsJsonArray("calls").asScala.toVector.map { item =>
    val call = item.getAsJsonObject
    Call(
      call.get("line").getAsInt,
      call.get("subject").getAsString,
      call.get("what").getAsString,
      call.get("compiles").getAsBoolean
    )
  }

  /** The lines of the source in which the compiler finds an error. */
  private lazy val refused: Set[Int] = {
    val lines = mutable.Set[Int]()
    val reporter = new SimpleReporter {
      override def report(found: Diagnostic): Unit =
        if (found.level == Diagnostic.ERROR) lines += (if (found.position.isPresent) found.position.get.line + 1 else 0)
    }
    val needed =
      Seq(classOf[mixgrad.Tensor], classOf[io.mixgrad.EngineObject], classOf[Option[?]], classOf[scala.deriving.Mirror])
    val classpath =
      needed.map(c => Path.of(c.getProtectionDomain.getCodeSource.getLocation.toURI).toString).mkString(":")
    val out = Files.createTempDirectory("typed-calls")
    dotty.tools.dotc.Main.process(Array("-classpath", classpath, "-d", out.toString, source.toString), reporter, null)
    lines.toSet
  }

  private val subjects = calls.map(_.subject).distinct
  test("typed calls are many, and have their errors inside") {
    assert(subjects.length > 100)
    assertEquals(refused -- calls.map(_.line), Set.empty)
  }
  for (subject <- subjects)
    test(s"typed calls of $subject") {
      val own = calls.filter(_.subject == subject)
      assertEquals(own.map(_.compiles).distinct.length, 2, "right and wrong ones")
      val problems = own.filter(call => refused(call.line) == call.compiles).map { call =>
        s"${call.what} is ${if (call.compiles) "refused" else "accepted"}: ${text(call.line - 1).trim}"
      }
      assertEquals(problems, Vector.empty)
    }
}
