package io.mixgrad;

import java.util.List;

/** A function of any number of tensors. */
@FunctionalInterface
public interface TensorFunction {
  /** Its value. */
  Tensor apply(List<Tensor> x);
}
