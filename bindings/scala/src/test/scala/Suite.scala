package suites

import scala.concurrent.duration.*

/** A test that hangs ends; one that a busy machine holds up does not, as it would by munit's own half a minute. */
abstract class Suite extends munit.FunSuite {
  override def munitTimeout: Duration = 20.minutes
}
