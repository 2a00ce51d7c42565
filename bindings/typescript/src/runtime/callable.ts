/** Functions as arguments. */
import type { EngineObject } from "./wrappers.ts";

/** A function of yours (it is called once, with tensors that stand for values), one of mixgrad's, or a module. */
export type Callable<F extends (...args: never[]) => unknown> = F | (EngineObject & { forward: F });
