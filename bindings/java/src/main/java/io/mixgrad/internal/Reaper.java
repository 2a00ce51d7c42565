package io.mixgrad.internal;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs actions after objects were collected, as {@link java.lang.ref.Cleaner} does, on a thread of
 * its own. Unlike that, a caller can wait until what a collection has found is dealt with, and
 * registering from many threads holds up none.
 */
final class Reaper {
  private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
  private static final Grave[] LISTS = new Grave[16];

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
    private boolean buried;

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

    /** Once, by whoever comes first; others wait for it. */
    synchronized void bury() {
      if (buried) return;
      buried = true;
      try {
        action.run();
      } finally {
        synchronized (list) {
          before.after = after;
          after.before = before;
        }
      }
    }

    /** Adds those of a list whose objects are gone. */
    void gone(List<Grave> found) {
      synchronized (list) {
        for (Grave grave = after; grave != this; grave = grave.after) {
          if (grave.refersTo(null)) found.add(grave);
        }
      }
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

  /**
   * Collects garbage and runs the actions that this brings about. It does not wait for the queue,
   * which is filled by a thread of Java's own that a busy machine may not let run for long.
   */
  static void collect() {
    System.gc();
    List<Grave> found = new ArrayList<>();
    for (Grave list : LISTS) list.gone(found);
    found.forEach(Grave::bury);
  }
}
