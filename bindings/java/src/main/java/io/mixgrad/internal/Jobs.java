package io.mixgrad.internal;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Long work: runs on a thread of the engine while the caller waits, shows its progress and answers
 * its requests. An interrupt of the waiting thread, or an exception here, cancels it.
 */
public final class Jobs {
  private static final int STEP_MILLISECONDS = 50;

  private Jobs() {}

  /** Whether progress is written to the standard error. */
  public static void showProgress(boolean on) {
    Progress.setShown(on);
  }

  /** Runs a long function, like {@link Engine#call}. */
  public static Object run(EngineFunction function, Object... arguments) {
    Job job = start(function, arguments);
    try (Progress progress = new Progress()) {
      while (true) {
        if (Thread.interrupted()) return interrupted(job);
        if (!job.await(STEP_MILLISECONDS)) continue;
        if (job.take(progress)) break;
      }
    } catch (RuntimeException | Error error) {
      if (!job.done) job.abandon();
      throw error;
    }
    return job.result();
  }

  /** Cancels the job and waits until it has let go of everything; the thread stays interrupted. */
  private static Object interrupted(Job job) {
    try {
      job.cancel();
      job.drain();
    } finally {
      Thread.currentThread().interrupt();
    }
    return job.result(); // its error, unless it was done already
  }

  /**
   * Runs long work on a thread of its own, in the context of the caller but for its scope, which
   * may end before the work; cancelling the future cancels the work.
   */
  public static <T> CompletableFuture<T> async(Supplier<T> work) {
    Context context = Context.current().withoutScope();
    Future<T> future = new Future<>();
    Thread thread =
        new Thread(
            () -> {
              Context.enter(context);
              try {
                future.complete(work.get());
              } catch (Throwable error) {
                future.completeExceptionally(error);
              }
            },
            "mixgrad-job");
    thread.setDaemon(true);
    future.thread = thread;
    thread.start();
    return future;
  }

  private static final class Future<T> extends CompletableFuture<T> {
    private volatile Thread thread;

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean cancelled = super.cancel(mayInterrupt);
      if (cancelled && thread != null) thread.interrupt();
      return cancelled;
    }
  }

  private static Job start(EngineFunction function, Object[] arguments) {
    Local local = Local.get();
    long mark = local.arena.mark();
    try {
      long[] address = new long[1];
      int n = Writer.arguments(local.arena, arguments, address);
      return new Job(
          Glue.jobStart(local.context.handle, function.handle(), address[0], n),
          function.wrappers.reader,
          arguments);
    } finally {
      local.arena.reset(mark);
    }
  }

  /** Holds the arguments, and so all that they hold, until it is done. */
  private static final class Job extends Peer {
    private final Reader reader;
    private final Object[] arguments;
    private boolean done;

    Job(long handle, Reader reader, Object[] arguments) {
      super(handle, new Release(handle, NativeJNI::jobRelease));
      this.reader = reader;
      this.arguments = arguments;
    }

    boolean await(int milliseconds) {
      return NativeJNI.jobWait(handle, milliseconds) != 0;
    }

    void cancel() {
      NativeJNI.jobCancel(handle);
    }

    // mixgrad_event: size, kind, name, payload, request.
    boolean take(Progress progress) {
      Local local = Local.get();
      long mark = local.arena.mark();
      int at = local.arena.take(48);
      ByteBuffer event = local.arena.buffer();
      long address = local.arena.address(at);
      for (int i = 0; i < 48; i += 8) event.putLong(at + i, 0);
      Glue.jobTake(handle, address);
      try {
        int kind = event.getInt(at + 8);
        if (kind == EventKindNumber.EVENT_KIND_REQUEST) Hosts.serve(event.getLong(at + 40));
        else if (progress != null
            && (kind == EventKindNumber.EVENT_KIND_EVENT
                || kind == EventKindNumber.EVENT_KIND_PROGRESS)) {
          progress.show(
              kind == EventKindNumber.EVENT_KIND_EVENT, reader.read(event, at + 24, false));
        }
        done |= kind == EventKindNumber.EVENT_KIND_DONE;
        return done;
      } finally {
        Glue.eventClear(address);
        local.arena.reset(mark);
      }
    }

    void drain() {
      while (!done) {
        if (await(STEP_MILLISECONDS)) take(null);
      }
    }

    /** Cancels it and waits until it has let go; its own error is of no interest. */
    void abandon() {
      cancel();
      try {
        drain();
        result();
      } catch (RuntimeException ignored) {
        // Another error is under way.
      }
    }

    Object result() {
      Local local = Local.get();
      long mark = local.arena.mark();
      try {
        int at = local.arena.take((long) Engine.ROOM * Arena.VALUE);
        ByteBuffer results = local.arena.buffer();
        long address = local.arena.address(at);
        int n = Glue.jobResult(handle, address, Engine.ROOM);
        if (n == 0) return null;
        return n == 1 ? reader.take(results, at, address) : reader.takeAll(results, at, address, n);
      } finally {
        local.arena.reset(mark);
        Reference.reachabilityFence(arguments);
        Reference.reachabilityFence(this);
      }
    }
  }
}
