/** Operators in eager mode, family by family, against PyTorch and, for products, the OpenBLAS of NumPy. */
import { join } from "node:path";
import { onThreads, packagePath, python, torchPython, workers } from "./environment.ts";
import { FLOORS } from "./goals.ts";
import { interleaveEach, type Rounds } from "./interleave.ts";
import { lineOf, type Line } from "./line.ts";
import type { Command } from "./worker.ts";

const US = { metric: "time", unit: "us", scale: 1e6 } as const;

interface Family {
  readonly threads: readonly number[];
  /** How many times a peer's speed is promised, of which operations. */
  readonly floors?: readonly (readonly [RegExp, number])[];
}

/** Not of what adds or chooses, which memory bounds. Decision 0016 says why there are two. */
const ELEMENTWISE = [
  [/^(exp|log|tanh|erf|sin|softplus|mish|gelu_tanh)\/1M$/, FLOORS.transcendental],
  [/^(sigmoid|silu|gelu|pow)\/1M/, FLOORS.near],
] as const;
const ALL = /./;

/** As `workers/kernels.py` calls them. */
const FAMILIES: Readonly<Record<string, Family>> = {
  elementwise: { threads: [1, 2], floors: ELEMENTWISE },
  fresh: { threads: [1] },
  reduction: { threads: [1, 2] },
  matmul: { threads: [1, 2], floors: [[/^\d+$/, FLOORS.products]] },
  convolution: { threads: [1, 2], floors: [[ALL, FLOORS.products]] },
  pooling: { threads: [1] },
  lookup: { threads: [1] },
  loss: { threads: [1] },
  sorting: { threads: [1] },
  copy: { threads: [1] },
  normalization: { threads: [1] },
  attention: { threads: [1] },
  recurrent: { threads: [1] },
  image: { threads: [1] },
  indexing: { threads: [1] },
  random_numbers: { threads: [1] },
};

const worker = (interpreter: string, library: string, threads: number, family: string): Command => ({
  program: interpreter,
  arguments: [join(workers, "kernels.py"), library, String(threads), family],
  environment: { PYTHONPATH: packagePath, ...onThreads(threads) },
});

/** There are many operations: fewer and shorter rounds for each. */
const shorter = ({ rounds, seconds }: Rounds): Rounds => ({ rounds: Math.ceil(0.6 * rounds), seconds: seconds / 5 });

const threadsOf = (threads: number): string => (threads === 1 ? "1_thread" : `${String(threads)}_threads`);

async function measured(family: string, threads: number, rounds: Rounds): Promise<Line[]> {
  const numpy = family === "matmul" ? { numpy: worker(python, "numpy", threads, family) } : {};
  const compared = await interleaveEach(
    worker(python, "mixgrad", threads, family),
    { torch: worker(torchPython, "torch", threads, family), ...numpy },
    shorter(rounds),
  );
  const lines = compared.flatMap(({ operation, own, peers }) => {
    const bench = `kernel/${family}/${operation}/${threadsOf(threads)}`;
    const floor = FAMILIES[family]?.floors?.find(([promised]) => promised.test(operation))?.[1];
    const goal = floor === undefined ? {} : { goal: { ratio: floor } };
    return peers.map((peer) => lineOf({ bench, ...US, peer: peer.name, ...goal }, own, peer));
  });
  if (family !== "fresh") return lines;
  const [made, reused] = compared;
  if (made === undefined || reused === undefined) return lines;
  // In place there is less to read and to write: the peer writes what we do, into memory that is there.
  const [torch] = reused.peers;
  if (torch === undefined) return lines;
  const claim = { bench: "kernel/fresh/new_over_reused", ...US, peer: `${torch.name}, into an output` };
  return [...lines, lineOf({ ...claim, goal: { ratio: FLOORS.freshOutput } }, made.own, torch)];
}

/** What `bench.ts` can run, by name. */
export const families = Object.fromEntries(
  Object.entries(FAMILIES).map(([family, { threads }]) => [
    `kernel/${family}`,
    async (rounds: Rounds): Promise<Line[]> => {
      const lines: Line[] = [];
      for (const count of threads) lines.push(...(await measured(family, count, rounds)));
      return lines;
    },
  ]),
);
