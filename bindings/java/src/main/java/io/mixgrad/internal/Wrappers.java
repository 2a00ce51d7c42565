package io.mixgrad.internal;

import io.mixgrad.EngineObject;
import io.mixgrad.Tensor;
import java.util.Map;
import java.util.function.Function;

/**
 * Which classes stand for the engine's tensors and objects: this package's, or those of a package
 * over it.
 */
public final class Wrappers {
  static volatile Function<Raw, ? extends TensorPeer> tensors = Tensor::new;
  static volatile Map<String, Class<? extends EngineObject>> classes = ClassTable.CLASSES;

  private Wrappers() {}

  /** From now on those of another package; a class has a constructor that takes a {@link Raw}. */
  public static void use(
      Function<Raw, ? extends TensorPeer> tensors,
      Map<String, Class<? extends EngineObject>> classes) {
    Wrappers.tensors = tensors;
    Wrappers.classes = Map.copyOf(classes);
  }

  @SuppressWarnings("unchecked")
  static <T extends TensorPeer> T tensor(long handle) {
    return (T) tensors.apply(new Raw(handle));
  }
}
