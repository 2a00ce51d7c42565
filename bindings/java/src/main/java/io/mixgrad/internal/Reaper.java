package io.mixgrad.internal;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Runs actions after objects were collected, as {@link java.lang.ref.Cleaner} does, on a thread of
 * its own. Unlike that, a caller can wait until what a collection has found is dealt with, and
 * registering from many threads holds up none.
 */
final class Reaper {
  private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
  private static final Grave[] LISTS = new Grave[16];
  private static final int QUIET_MILLISECONDS = 10;

  static {
    for (int i = 0; i < LISTS.length; ++i) LISTS[i] = new Grave(LISTS);
    Thread thread = new Thread(Reaper::reap, "mixgrad-reaper");
    thread.setDaemon(true);
    thread.start();
  }

  private Reaper() {}

  /** An object that is watched; linked, so that it lives until its object is collected. */
  private static final class Grave extends PhantomReference<Object> {
    private final Runnable action;
    private final Grave list;
    private Grave before;
    private Grave after;

    /** The head of a list. */
    Grave(Object head) {
      super(head, null);
      action = null;
      list = this;
      before = this;
      after = this;
    }

    Grave(Object object, Runnable action, Grave list) {
      super(object, QUEUE);
      this.action = action;
      this.list = list;
      synchronized (list) {
        before = list;
        after = list.after;
        after.before = this;
        list.after = this;
      }
    }

    void bury() {
      synchronized (list) {
        before.after = after;
        after.before = before;
      }
      action.run();
    }
  }

  /** The action must not refer to the object. */
  static void watch(Object object, Runnable action) {
    new Grave(object, action, LISTS[(int) Thread.currentThread().getId() & LISTS.length - 1]);
    Reference.reachabilityFence(object);
  }

  private static void reap() {
    while (true) {
      try {
        ((Grave) QUEUE.remove()).bury();
      } catch (InterruptedException | RuntimeException ignored) {
        // Nobody interrupts it on purpose, and it must not end.
      }
    }
  }

  /** Collects garbage and runs the actions that this brings about. */
  static void collect() {
    System.gc();
    boolean interrupted = false;
    while (true) {
      try {
        Reference<?> found = QUEUE.remove(QUIET_MILLISECONDS);
        if (found == null) break;
        ((Grave) found).bury();
      } catch (InterruptedException error) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
