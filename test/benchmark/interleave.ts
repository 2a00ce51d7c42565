/** Measures several workers in turn, so that what else the machine does meets all of them. */
import { Worker, type Command } from "./worker.ts";
import type { Series } from "./line.ts";

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
}

export const QUICK: Rounds = { rounds: 3, seconds: 0.1 };
export const FULL: Rounds = { rounds: 15, seconds: 0.3 };

async function withWorkers<R>(
  commands: readonly Command[],
  use: (workers: readonly Worker[]) => Promise<R>,
): Promise<R> {
  const workers: Worker[] = [];
  try {
    for (const command of commands) workers.push(await Worker.start(command));
    return await use(workers);
  } finally {
    for (const worker of workers) await worker.stop();
  }
}

/** What one worker gives, round by round. */
interface Taken extends Series {
  readonly name: string;
  readonly worker: Worker;
  readonly values: number[];
}

const nothingYet = (name: string, worker: Worker): Taken => ({ name, worker, version: worker.version, values: [] });

export function interleave<K extends string>(
  commands: Readonly<Record<K, Command>>,
  { rounds, seconds }: Rounds,
): Promise<Record<K, Series>> {
  const names = Object.keys(commands) as K[];
  return withWorkers(
    names.map((name) => commands[name]),
    async (workers) => {
      const taken = workers.map((worker, i) => nothingYet(names[i] ?? "", worker));
      for (let round = 0; round < rounds; round++) {
        for (const { worker, values } of taken) values.push(await worker.measure(seconds));
      }
      return Object.fromEntries(taken.map((one): [string, Series] => [one.name, one])) as Record<K, Series>;
    },
  );
}

/** Of sums of many rounded numbers, which come from the same ones. */
const alike = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 * Math.abs(b);

export interface Compared {
  readonly operation: string;
  readonly own: Series;
  readonly peers: readonly (Series & { readonly name: string })[];
}

/**
 * For workers that measure the same operations, each by its name: a round goes through all of them, so that minutes in
 * which the machine is slow don't meet some only. Workers whose results differ have done different work: an error.
 */
export function interleaveEach(
  own: Command,
  peers: Readonly<Record<string, Command>>,
  { rounds, seconds }: Rounds,
): Promise<Compared[]> {
  const names = Object.keys(peers);
  return withWorkers([own, ...Object.values(peers)], async ([first, ...others]) => {
    if (first === undefined) return [];
    const all = Object.entries(first.amounts).map(([operation, amount]) => {
      const compared = others.map((worker, i) => nothingYet(names[i] ?? "", worker));
      for (const { name, worker } of compared) {
        const other = worker.amounts[operation] ?? Number.NaN;
        if (!alike(amount, other)) throw new Error(`${operation} gives ${String(amount)}, ${name}'s ${String(other)}`);
      }
      return { operation, own: nothingYet("mixgrad", first), peers: compared };
    });
    for (let round = 0; round < rounds; round++) {
      for (const one of all) {
        for (const { worker, values } of [one.own, ...one.peers]) {
          values.push(await worker.measure(seconds, one.operation));
        }
      }
    }
    return all;
  });
}
