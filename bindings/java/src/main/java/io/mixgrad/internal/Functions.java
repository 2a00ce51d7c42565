package io.mixgrad.internal;

import io.mixgrad.Tensor;
import io.mixgrad.TensorFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Functions of Java as arguments of the engine; null stays null. */
public final class Functions {
  private Functions() {}

  /** Of one tensor. */
  public static HostFunction unary(UnaryOperator<Tensor> f) {
    return f == null ? null : new HostFunction(x -> f.apply(tensor(x, 0, 1)));
  }

  /** Of two tensors. */
  public static HostFunction binary(BinaryOperator<Tensor> f) {
    return f == null ? null : new HostFunction(x -> f.apply(tensor(x, 0, 2), tensor(x, 1, 2)));
  }

  /** Of any number of tensors. */
  public static HostFunction variadic(TensorFunction f) {
    return f == null ? null : new HostFunction(x -> f.apply(tensors(x, 0)));
  }

  /** Of any number of tensors, with several results. */
  public static HostFunction several(Function<List<Tensor>, List<Tensor>> f) {
    return f == null ? null : new HostFunction(x -> f.apply(tensors(x, 0)));
  }

  /** Of one tensor, with several results. */
  public static HostFunction severalOfOne(Function<Tensor, List<Tensor>> f) {
    return f == null ? null : new HostFunction(x -> f.apply(tensor(x, 0, 1)));
  }

  /** Of two tensors, with several results. */
  public static HostFunction severalOfTwo(BiFunction<Tensor, Tensor, List<Tensor>> f) {
    return f == null ? null : new HostFunction(x -> f.apply(tensor(x, 0, 2), tensor(x, 1, 2)));
  }

  /** From the gradient of a result, and the inputs, to the inputs' gradients. */
  public static HostFunction gradient(BiFunction<Tensor, List<Tensor>, List<Tensor>> f) {
    return f == null ? null : new HostFunction(x -> f.apply((Tensor) x[0], tensors(x, 1)));
  }

  private static Tensor tensor(Object[] arguments, int i, int n) {
    if (arguments.length != n)
      throw Errors.make(
          "type", "the function takes " + n + " tensors and was given " + arguments.length);
    return (Tensor) arguments[i];
  }

  private static List<Tensor> tensors(Object[] arguments, int from) {
    List<Tensor> out = new ArrayList<>();
    for (int i = from; i < arguments.length; ++i) out.add((Tensor) arguments[i]);
    return out;
  }
}
