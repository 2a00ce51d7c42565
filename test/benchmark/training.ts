/** Training steps of a perceptron and of the demo's convolutional network. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { onThreads, packagePath, python, torchPython, workers } from "./environment.ts";
import { FLOORS } from "./goals.ts";
import { interleave, type Rounds } from "./interleave.ts";
import { lineOf, type Line, type Series } from "./line.ts";
import { MEAN, Worker, type Command } from "./worker.ts";

const MS = { metric: "step", unit: "ms", scale: 1e3 } as const;

const steps = (interpreter: string, library: string, threads: number, network: string): Command => ({
  program: interpreter,
  arguments: [join(workers, "step.py"), library, String(threads), network],
  environment: { PYTHONPATH: packagePath, ...onThreads(threads) },
});

async function trained(network: string, rounds: Rounds): Promise<Line[]> {
  const got = await interleave(
    {
      one: steps(python, "mixgrad", 1, network),
      torchOne: steps(torchPython, "torch", 1, network),
      two: steps(python, "mixgrad", 2, network),
      torchTwo: steps(torchPython, "torch", 2, network),
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

/** Two threads, alone and while another process takes a core: half of the speed is then ours. */
export async function besideABusyProcess({ rounds, seconds }: Rounds): Promise<Line[]> {
  const worker = await Worker.start(steps(python, "mixgrad", 2, "perceptron"));
  const alone: number[] = [];
  const beside: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      alone.push(await worker.measure(4 * seconds, MEAN));
      const busy = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
      beside.push(await worker.measure(4 * seconds, MEAN));
      busy.kill("SIGKILL");
    }
  } finally {
    await worker.stop();
  }
  const bench = "train/perceptron/2_threads_beside_a_busy_process";
  const series = (values: readonly number[]): Series => ({ version: worker.version, values });
  const goal = { ratio: FLOORS.besideABusyProcess };
  return [lineOf({ bench, ...MS, peer: "mixgrad, alone", goal }, series(beside), series(alone))];
}
