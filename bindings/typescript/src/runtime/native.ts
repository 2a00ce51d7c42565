/** The addon: loaded once, with the types of its functions. `native/README.md` tells what they do. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Results as a flat list: a kind, then what belongs to it. */
export type Tokens = readonly (number | bigint | string | Uint8Array)[];
/** A typed array of any kind. */
export type ElementArray = NodeJS.TypedArray;
/** [request, host, method, context, arguments, for how many calls]. */
export type RequestTokens = readonly [number, number, string, number, Tokens, number];
/** [kind, name, payload, request]. */
export type EventTokens = readonly [number, string, Tokens, RequestTokens?];

export type MakeError = (
  code: number,
  message: string,
  ticket: number,
  operator: string,
  argument: string,
  layer: string,
  hint: string,
  given: string,
  accepted: string,
  shapes: string,
) => unknown;
export type Serve = (...request: RequestTokens) => void;

export interface Native {
  open(folder: string): string | undefined;
  start(makeError: MakeError, serve: Serve): void;
  version(): string;
  build(): string;
  threads(): number;
  setThreads(threads: number): void;
  memory(): number[];
  setMemoryLimit(bytes: number): void;
  trimMemory(): void;

  call(): Tokens | undefined;
  find(name: string, version: number): number;
  grow(values: number, bytes: number): [ArrayBuffer, ArrayBuffer];
  drain(): void;

  fromCopy(data: ElementArray, dtype: number, shape: readonly number[]): void;
  fromMemory(data: ElementArray, dtype: number, shape: readonly number[], readOnly: boolean): void;
  copyOut(slot: number, generation: number, dtype: number, data: ElementArray): void;
  copyIn(slot: number, generation: number, dtype: number, data: ElementArray): void;
  describe(slot: number, generation: number): void;
  grad(slot: number, generation: number): void;
  setGrad(slot: number, generation: number, gradientSlot: number, gradientGeneration: number): void;
  setRequiresGrad(slot: number, generation: number, requiresGrad: boolean): void;
  identity(slot: number, generation: number): number;
  isDisposed(slot: number, generation: number): boolean;

  getProperty(object: number, name: string): Tokens | undefined;
  setProperty(object: number, name: string, first: number): void;
  className(object: number): string;
  override(object: number, host: number, methods: string): void;
  hostOf(object: number): number;
  releaseObject(object: number): void;
  iterate(object: number): number;
  nextNow(iterator: number): Tokens | undefined;
  next(iterator: number): Promise<Tokens | undefined>;
  releaseIterator(iterator: number): void;

  newContext(spellings: string): number;
  withRecording(context: number, recording: boolean): number;
  withGenerator(context: number, generator: number): number;
  releaseContext(context: number): void;
  setSeed(context: number, seed: number | bigint): void;
  isRecording(context: number): number;
  isTracing(context: number): number;

  startJob(onReady: () => void): number;
  takeJob(job: number): EventTokens | undefined;
  jobResult(job: number): Tokens | undefined;
  cancelJob(job: number): void;
  releaseJob(job: number): void;
  answer(request: number, first: number, count: number): void;
  failRequest(request: number, ticket: number, message: string): void;
}

const folder = fileURLToPath(new URL("../../lib", import.meta.url));

function load(): Native {
  const path = join(folder, "mixgrad.node");
  try {
    return createRequire(import.meta.url)(path) as Native;
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
    throw new Error(
      `mixgrad's addon could not be loaded from ${path} (${platform}); in a checkout, \`make build\` makes it`,
      {
        cause,
      },
    );
  }
}

export const native = load();
const problem = native.open(folder);
if (problem !== undefined) throw new Error(problem);
