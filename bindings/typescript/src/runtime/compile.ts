/** Compiled functions as functions. */
import { CompiledFunction, type CompiledFunctionConstructorOptions } from "../generated/classes/CompiledFunction.ts";
import type { Tensor } from "../generated/tensor.ts";
import type { Callable } from "./callable.ts";

/** A function that runs as a graph; `compiled` tells of its traces and graphs. */
export interface Compiled<A extends readonly Tensor[]> {
  (...inputs: A): Tensor;
  readonly compiled: CompiledFunction;
}

/**
 * Makes a function of tensors run as a graph: it is called once for each signature of its inputs, with tensors that stand
 * for values, and then runs natively. See {@link CompiledFunction}.
 *
 * @param f - a function of yours, or a module.
 * @param options - see {@link CompiledFunctionConstructorOptions}.
 * @returns the function.
 * @example
 * ```ts
 * const double = mg.compile((x: mg.Tensor) => x.multiply(2));
 * double(mg.tensor([1, 2])); // [2, 4]
 * double.compiled.traces; // 1
 * ```
 */
export function compile<A extends readonly Tensor[]>(
  f: Callable<(...inputs: [...A]) => Tensor>,
  options: CompiledFunctionConstructorOptions = {},
): Compiled<A> {
  const compiled = new CompiledFunction(f as Callable<(...inputs: Tensor[]) => Tensor>, options);
  return Object.assign((...inputs: A) => compiled.call(...inputs), { compiled });
}
