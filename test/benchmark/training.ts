/** Training steps of a perceptron and of the demo's convolutional network. */
import { join } from "node:path";
import { onThreads, packagePath, python, torchPython, workers } from "./environment.ts";
import { FLOORS } from "./goals.ts";
import { interleave, type Rounds } from "./interleave.ts";
import { lineOf, type Line } from "./line.ts";
import type { Command } from "./worker.ts";

const MS = { metric: "step", unit: "ms", scale: 1e3 } as const;

async function trained(network: string, rounds: Rounds): Promise<Line[]> {
  const steps = (interpreter: string, library: string, threads: number): Command => ({
    program: interpreter,
    arguments: [join(workers, "step.py"), library, String(threads), network],
    environment: { PYTHONPATH: packagePath, ...onThreads(threads) },
  });
  const got = await interleave(
    {
      one: steps(python, "mixgrad", 1),
      torchOne: steps(torchPython, "torch", 1),
      two: steps(python, "mixgrad", 2),
      torchTwo: steps(torchPython, "torch", 2),
    },
    rounds,
  );
  const bench = `train/${network}`;
  // What a compiled step promises is due with passes over graphs: docs/decisions/0009.
  return [
    lineOf({ bench: `${bench}/1_thread`, ...MS, peer: "torch eager" }, got.one, got.torchOne),
    lineOf({ bench: `${bench}/2_threads`, ...MS, peer: "torch eager" }, got.two, got.torchTwo),
    lineOf(
      {
        bench: `${bench}/two_threads_over_one`,
        ...MS,
        peer: "mixgrad, 1 thread",
        goal: { ratio: FLOORS.twoThreads },
      },
      got.two,
      got.one,
    ),
  ];
}

export const perceptron = (rounds: Rounds): Promise<Line[]> => trained("perceptron", rounds);
export const convolutional = (rounds: Rounds): Promise<Line[]> => trained("convolutional", rounds);
