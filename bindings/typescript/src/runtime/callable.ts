/** Functions as arguments. */
import type { EngineObject } from "./wrappers.ts";

/**
 * A function of yours (it is called once, with tensors that stand for values), one of mixgrad's, a module, or an object
 * that can be called: a compiled function, a graph.
 */
export type Callable<F extends (...args: never[]) => unknown> =
  F | (EngineObject & { forward: F }) | (EngineObject & { call: F });
