/**
 * mixgrad: tensors, automatic differentiation, networks and their training, on one engine that six languages share.
 *
 * @packageDocumentation
 */
import "./runtime/start.ts";
import { native } from "./runtime/native.ts";

export * from "./generated/index.ts";
export { compile } from "./runtime/compile.ts";
export type { Compiled } from "./runtime/compile.ts";
export { enableGrad, isGradEnabled, isTracing, manualSeed, noGrad, withGenerator } from "./runtime/contexts.ts";
export { fromBuffer, parameter, tensor } from "./runtime/creation.ts";
export type { BufferOptions, TensorData, TensorOptions } from "./runtime/creation.ts";
export { MgError } from "./runtime/errors.ts";
export type { ErrorFields } from "./runtime/errors.ts";
export { buildFacts, getThreads, memory, setMemoryLimit, setThreads, trimMemory } from "./runtime/library.ts";
export type { Memory } from "./runtime/library.ts";
export { scope, Scope } from "./runtime/scope.ts";
export { ellipsis, newaxis, slice, Slice } from "./runtime/subscript.ts";
export type { AtItem, Positions, SliceLike, Subscript } from "./runtime/subscript.ts";
export type { Callable } from "./runtime/callable.ts";
export type { Device } from "./runtime/device.ts";
export { Job } from "./runtime/job.ts";
export type { JobEvent, JobOptions } from "./runtime/job.ts";
export type { ProgressStream } from "./runtime/progress.ts";
export type { ToOptions } from "./runtime/module.ts";
export type { NestedArray, Pipe } from "./runtime/tensor.ts";
export type { TensorHandle } from "./runtime/handle.ts";
export type { EngineObject } from "./runtime/wrappers.ts";
export type { ElementArray } from "./runtime/native.ts";

/** Version of the engine, such as `0.1.0`. */
export const version: string = native.version();
