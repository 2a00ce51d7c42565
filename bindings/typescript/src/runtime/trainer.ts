/** What trainers can do in JavaScript beside what the schemas say. */
import type { DataLoader } from "../generated/classes/DataLoader.ts";
import type { Trainer, TrainerFitOptions } from "../generated/classes/Trainer.ts";
import type { JobEvent } from "./events.ts";
import { EngineObject } from "./wrappers.ts";

/** The hand-written part of {@link Trainer}. */
export abstract class TrainerBase extends EngineObject {
  /**
   * Trains as `fit` does and gives the events: for programs that show them in their own way.
   *
   * @param loader - the batches of an epoch.
   * @param options - those of `fit`; nothing is shown unless `progress` says so.
   * @returns the events; an error of the training is thrown at their end.
   * @example
   * ```ts
   * for await (const { name, record } of trainer.events(loader, { epochs: 3 })) console.log(name, record);
   * ```
   */
  events(loader: DataLoader, options: TrainerFitOptions = {}): AsyncIterableIterator<JobEvent> {
    const job = (this as unknown as Trainer).fit(loader, { progress: false, ...options });
    return job[Symbol.asyncIterator]();
  }
}
