package io.mixgrad;

import io.mixgrad.internal.Context;
import io.mixgrad.internal.Errors;
import io.mixgrad.internal.NativeScope;

/**
 * Frees the tensors that its thread makes while it is open, except those that are kept. Using one
 * later is a {@link DisposedException}. Tensors that no scope frees are freed when they are
 * collected as garbage, which may be late.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *   kept = scope.keep(x.add(1).sum());
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
  private final NativeScope scope;
  private final Thread owner = Thread.currentThread();
  private final Context inside;
  private final Context before;
  private boolean open = true;

  private Scope(String name) {
    scope = NativeScope.open(name);
    inside = Context.current().withScope(scope);
    before = Context.enter(inside);
  }

  /** Opens a scope for the current thread. */
  public static Scope open() {
    return new Scope(null);
  }

  /** Opens a scope whose name stands in messages about use after its end. */
  public static Scope open(String name) {
    return new Scope(name);
  }

  /**
   * Moves a tensor out of the scope.
   *
   * @return the tensor
   * @throws DisposedException if it is freed already
   */
  public Tensor keep(Tensor tensor) {
    scope.keep(tensor);
    return tensor;
  }

  /**
   * Frees what was made in it. A second call does nothing.
   *
   * @throws ValueException if another thread opened it, or a scope that was opened later is still
   *     open
   */
  @Override
  public void close() {
    if (!open) return;
    if (Thread.currentThread() != owner) {
      throw Errors.make(
          "value",
          "a scope is closed by the thread that opened it, "
              + owner.getName()
              + ", not by "
              + Thread.currentThread().getName());
    }
    if (Context.current() != inside)
      throw Errors.make("value", "what was opened inside of a scope is closed before it");
    open = false;
    Context.enter(before);
    scope.close();
  }
}
