package io.mixgrad;

import io.mixgrad.internal.Context;
import io.mixgrad.internal.Errors;

/** Derivatives and other transforms of functions, and whether gradients are recorded. */
public final class Autograd extends Transforms {
  private Autograd() {}

  /** A context of the thread that {@link #close} ends. */
  public static final class Mode implements AutoCloseable {
    private final Context inside;
    private final Context before;
    private boolean open = true;

    private Mode(Context inside) {
      this.inside = inside;
      before = Context.enter(inside);
    }

    /**
     * Goes back to the mode before. A second call does nothing.
     *
     * @throws ValueException if something that was opened later is still open
     */
    @Override
    public void close() {
      if (!open) return;
      if (Context.current() != inside)
        throw Errors.make("value", "what was opened later is closed first, by the same thread");
      open = false;
      Context.enter(before);
    }
  }

  /**
   * No gradients are recorded until it is closed.
   *
   * <pre>{@code
   * try (var mode = Autograd.noGrad()) {
   *   y = x.multiply(2);
   * }
   * }</pre>
   */
  public static Mode noGrad() {
    return new Mode(Context.current().withRecording(false));
  }

  /** Gradients are recorded again inside of {@link #noGrad}, until it is closed. */
  public static Mode enableGrad() {
    return new Mode(Context.current().withRecording(true));
  }

  /** Random functions draw from another generator until it is closed. */
  public static Mode useGenerator(Generator generator) {
    return new Mode(Context.current().withGenerator(generator));
  }

  /** Whether gradients are recorded here. */
  public static boolean isGradEnabled() {
    return Context.current().recording();
  }
}
