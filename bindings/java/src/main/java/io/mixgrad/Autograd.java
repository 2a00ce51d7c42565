package io.mixgrad;

import io.mixgrad.internal.Context;
import io.mixgrad.internal.Errors;
import io.mixgrad.internal.Functions;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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

  /**
   * Makes a function run as a graph: it is called once for each kind of input, with tensors that
   * stand for values. See {@link CompiledFunction}, which takes functions of any number of tensors.
   *
   * <pre>{@code
   * var twice = Autograd.compile(x -> x.multiply(2));
   * twice.call(Tensor.of(1f, 2f)); // [2, 4]
   * }</pre>
   */
  public static CompiledFunction compile(UnaryOperator<Tensor> fn) {
    return new CompiledFunction(inputs -> fn.apply(exactly(inputs, 1).get(0)));
  }

  /** The same for a function of two tensors. */
  public static CompiledFunction compile(BinaryOperator<Tensor> fn) {
    return new CompiledFunction(inputs -> fn.apply(exactly(inputs, 2).get(0), inputs.get(1)));
  }

  /**
   * The same for a function of any number of tensors with several results, which {@code callAll}
   * gives.
   */
  public static CompiledFunction compileAll(Function<List<Tensor>, List<Tensor>> fn) {
    return new CompiledFunction(new Object[] {Functions.several(fn)});
  }

  private static List<Tensor> exactly(List<Tensor> inputs, int n) {
    if (inputs.size() == n) return inputs;
    throw Errors.make(
        "type", "the function takes " + n + " tensors and was given " + inputs.size(), "inputs");
  }

  /** Whether gradients are recorded here. */
  public static boolean isGradEnabled() {
    return Context.current().recording();
  }
}
