/** An epoch of the identity program's perceptron on all images, validation included, in every language in turn. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { command } from "../identity/command.ts";
import { languages } from "../runner/languages.ts";
import { onThreads, output, root } from "./environment.ts";
import { FLOORS } from "./goals.ts";
import type { Rounds } from "./interleave.ts";
import { lineOf, median, type Line, type Series } from "./line.ts";

const FEW = 2;
const MANY = 10;

/** Seconds of a whole run, which starts up and reads the images too. */
function run(program: string, language: string, epochs: number): number {
  const folder = join(output, "epoch", language);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  const result = spawnSync(
    "bash",
    ["-c", `${program} out='${folder}' images=60000 mode=trainer epochs=${String(epochs)}`],
    {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, MIXGRAD_THREADS: "1", ...onThreads(1) },
    },
  );
  if (result.status !== 0) throw new Error(`${language} ended with ${String(result.status)}: ${result.stderr}`);
  return (performance.now() - start) / 1e3;
}

export function epochs({ rounds }: Rounds): Promise<Line[]> {
  const programs = languages.map((language) => ({ language, program: command(language), values: [] as number[] }));
  for (let round = 0; round < Math.ceil(rounds / 5); round++) {
    for (const { language, program, values } of programs) {
      const few = run(program, language, FEW);
      values.push((run(program, language, MANY) - few) / (MANY - FEW));
    }
  }
  const series = programs.map(({ language, values }): Series & { language: string } => ({
    language,
    version: "",
    values,
  }));
  const [fastest, ...others] = [...series].sort((a, b) => median(a.values) - median(b.values));
  const slowest = others.at(-1);
  if (fastest === undefined || slowest === undefined) return Promise.resolve([]);
  const claim = { metric: "epoch", unit: "ms", scale: 1e3, peer: fastest.language };
  const goal = { ratio: FLOORS.betweenLanguages };
  return Promise.resolve([
    ...series.map((one) => lineOf({ ...claim, bench: `train/epoch/${one.language}` }, one, fastest)),
    lineOf({ ...claim, bench: "train/epoch/slowest_over_fastest", goal }, slowest, fastest),
  ]);
}
