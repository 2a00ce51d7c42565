/** Measures several workers in turn, so that what else the machine does meets all of them. */
import { Worker, type Command } from "./worker.ts";
import type { Series } from "./line.ts";

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
}

export const QUICK: Rounds = { rounds: 3, seconds: 0.1 };
export const FULL: Rounds = { rounds: 15, seconds: 0.3 };

export async function interleave<K extends string>(
  commands: Readonly<Record<K, Command>>,
  { rounds, seconds }: Rounds,
): Promise<Record<K, Series>> {
  const names = Object.keys(commands) as K[];
  const workers = new Map<K, Worker>();
  const values = new Map<K, number[]>(names.map((name) => [name, []]));
  try {
    for (const name of names) workers.set(name, await Worker.start(commands[name]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, worker] of workers) values.get(name)?.push(await worker.measure(seconds));
    }
    const series = names.map((name) => [
      name,
      { version: workers.get(name)?.version ?? "", values: values.get(name) ?? [] },
    ]);
    return Object.fromEntries(series) as Record<K, Series>;
  } finally {
    for (const worker of workers.values()) await worker.stop();
  }
}
