package mixgrad

import io.mixgrad.internal.{Context, EngineLibrary}

/** Goes to the start of a seed's sequence: equal seeds and programs give equal numbers, in every language. */
def manualSeed(seed: Long): Unit = Context.current().setSeed(seed)

/** Version of the engine. */
def version: String = EngineLibrary.version

/** How many threads kernels may use; results do not depend on it. */
def threads: Int = EngineLibrary.threads

/** Sets how many threads kernels may use. */
def setThreads(threads: Int): Unit = EngineLibrary.setThreads(threads)

/** What the engine holds. */
final case class Memory(
    tensors: Long,
    handles: Long,
    objects: Long,
    bytes: Long,
    peakBytes: Long,
    poolBytes: Long,
    limitBytes: Long
)

/** Counters of the whole library. */
def memory: Memory = {
  val c = EngineLibrary.memory
  Memory(c(0), c(1), c(2), c(3), c(4), c(5), c(6))
}

/** A call that would take more bytes than this fails with an OutOfMemoryException; 0 is no limit. */
def setMemoryLimit(bytes: Long): Unit = EngineLibrary.setLimit(bytes)
