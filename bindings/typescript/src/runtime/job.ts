/** Long work: the engine's thread does it, the event loop takes its events and answers its requests. Nothing waits. */
import { withCall, type Operator } from "./call.ts";
import { errorOf, MgError } from "./errors.ts";
import { EventQueue, type JobEvent } from "./events.ts";
import { native, type EventTokens } from "./native.ts";
import { EventKindNumber as Kind } from "../generated/numbers.ts";
import { Progress, type ProgressStream } from "./progress.ts";
import { JobRequests } from "./serve.ts";
import { currentState, enter, runUnder, type State } from "./state.ts";
import { readResult, unpackAll } from "./unpack.ts";

export type { JobEvent } from "./events.ts";

/** Options of everything that runs as a job. */
export interface JobOptions {
  /** Cancels the job when it is aborted: the promise is rejected with a CancelledError. */
  signal?: AbortSignal | undefined;
  /** Where its progress is shown: `true` (default) is standard error, `false` nowhere. */
  progress?: boolean | ProgressStream | undefined;
}

/** Running jobs, with all that they need from JavaScript. */
const RUNNING = new Map<object, readonly unknown[]>();
/** So many events at once, then the event loop has its turn. */
const EVENTS_IN_A_TURN = 32;

/**
 * Long work that has been started. `await` it for its result; iterate over it for its events.
 *
 * @example
 * ```ts
 * const history = await trainer.fit(loader, { epochs: 3 });
 * for await (const event of trainer.fit(loader, { epochs: 3 })) console.log(event.name, event.record);
 * ```
 */
export class Job<T> implements PromiseLike<T>, AsyncIterable<JobEvent> {
  readonly #promise: Promise<T>;
  readonly #outputs: readonly string[];
  readonly #state: State = currentState();
  readonly #signal: AbortSignal | undefined;
  readonly #progress: Progress | undefined;
  readonly #onAbort = (): void => this.cancel();
  #resolve!: (value: T) => void;
  #reject!: (error: unknown) => void;
  #queues: EventQueue[] = [];
  readonly #requests = new JobRequests();
  #slot: number | undefined;

  /** @internal */
  constructor(f: Operator, args: readonly unknown[], options: JobOptions) {
    this.#promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#outputs = f.outputs;
    this.#signal = options.signal;
    const progress = options.progress ?? f.job;
    if (progress !== false) this.#progress = new Progress(progress === true ? process.stderr : progress);
    if (this.#signal?.aborted) {
      this.#reject(errorOf("cancelled", "the job was cancelled before it began", { op: f.name }, this.#signal.reason));
      return;
    }
    this.#slot = withCall(f, args, (functions) => {
      RUNNING.set(this, [args, functions]);
      return native.startJob(() => this.#serve());
    });
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Asks the job to stop; its promise is rejected with a CancelledError soon after. */
  cancel(): void {
    if (this.#slot !== undefined) native.cancelJob(this.#slot);
  }

  /** For `await`. */
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise.then(fulfilled, rejected);
  }

  /** As of a promise. */
  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#promise.catch(rejected);
  }

  /** As of a promise. */
  finally(settled?: (() => void) | null): Promise<T> {
    return this.#promise.finally(settled);
  }

  /** The events from now on. Its end is the job's; so is its error. */
  [Symbol.asyncIterator](): AsyncIterableIterator<JobEvent> {
    const queue = new EventQueue();
    if (this.#slot !== undefined) this.#queues.push(queue);
    this.#promise.then(
      () => queue.end(),
      (error: unknown) => queue.end(error),
    );
    return queue;
  }

  #serve(): void {
    for (let i = 0; i < EVENTS_IN_A_TURN && this.#slot !== undefined; ++i) {
      const event = runUnder(this.#state, () => native.takeJob(this.#slot as number));
      if (event === undefined) return;
      this.#handle(event);
    }
  }

  #handle([kind, name, payload, request]: EventTokens): void {
    switch (kind) {
      case Kind.request:
        if (request !== undefined) runUnder(this.#state, () => this.#requests.add(request));
        break;
      case Kind.done:
        this.#finish();
        break;
      case Kind.progress:
      case Kind.event: {
        const record = (unpackAll(payload)[0] ?? {}) as Record<string, unknown>;
        this.#progress?.show(kind === Kind.progress, record["text"]);
        const event: JobEvent = { kind: kind === Kind.progress ? "progress" : "event", name, record };
        for (const queue of this.#queues) queue.push(event);
      }
    }
  }

  #finish(): void {
    const slot = this.#slot as number;
    this.#slot = undefined;
    this.#requests.end();
    this.#progress?.close();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    RUNNING.delete(this);
    try {
      this.#resolve(
        runUnder(this.#state, () => {
          enter();
          return readResult(native.jobResult(slot), this.#outputs) as T;
        }),
      );
    } catch (error) {
      const cancelled = error instanceof MgError && error.code === "cancelled" && this.#signal?.aborted === true;
      if (cancelled) error.cause ??= this.#signal?.reason;
      this.#reject(error);
    } finally {
      native.releaseJob(slot);
    }
  }
}

/** Starts a long function. */
export function callJob<T>(f: Operator, args: readonly unknown[], options: JobOptions): Job<T> {
  return new Job<T>(f, args, options);
}

/** Runs a function that waits for a disk, without holding up the event loop. */
export async function callInBackground<T = void>(f: Operator, args: readonly unknown[]): Promise<T> {
  return await new Job<T>(f, args, { progress: false });
}
