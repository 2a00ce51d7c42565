/** The events of a job as an asynchronous iterator. */

/** What a job tells while it runs. */
export interface JobEvent {
  /** `progress` is the newest state of things; `event` something that happened, such as the end of an epoch. */
  readonly kind: "progress" | "event";
  /** Which event, such as `epoch_end`. */
  readonly name: string;
  /** Its numbers and texts, by name. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** A reader's queue. Progress that was not taken is replaced by newer progress; events queue. */
export class EventQueue implements AsyncIterableIterator<JobEvent> {
  #queue: JobEvent[] = [];
  #ended = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  push(event: JobEvent): void {
    if (event.kind === "progress" && this.#queue.at(-1)?.kind === "progress") this.#queue.pop();
    this.#queue.push(event);
    this.#wake?.();
  }

  end(error?: unknown): void {
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<JobEvent>> {
    while (this.#queue.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
    const value = this.#queue.shift();
    if (value !== undefined) return { value, done: false };
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) throw error;
    return { value: undefined, done: true };
  }

  return(): Promise<IteratorResult<JobEvent>> {
    this.end();
    this.#queue = [];
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
