/** `make bench`: measures, prints a table, and writes one line of JSON for each result into build/bench/results.jsonl, and a table. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromC, fromNode, fromPython } from "./calls.ts";
import { output } from "./environment.ts";
import { imports, installed } from "./footprint.ts";
import { FULL, QUICK, type Rounds } from "./interleave.ts";
import { families } from "./kernels.ts";
import { epochs } from "./languages.ts";
import type { Line } from "./line.ts";
import { markdown } from "./table.ts";
import { besideABusyProcess, convolutional, perceptron } from "./training.ts";

const GROUPS: Readonly<Record<string, (rounds: Rounds) => Promise<Line[]>>> = {
  "call/c": fromC,
  "call/python": fromPython,
  "call/node": fromNode,
  ...families,
  "train/perceptron": perceptron,
  "train/convolutional": convolutional,
  "train/busy": besideABusyProcess,
  "train/epoch": epochs,
  "install/import": imports,
  "install/size": installed,
};

const described = (line: Line): string => {
  const peer = line.ratio === null ? "" : `  ${line.ratio.toFixed(2)} x ${line.peer ?? ""} ${line.peer_version ?? ""}`;
  const goal = line.goal === null ? "" : `  goal ${String(line.goal)} ${line.met === true ? "met" : "MISSED"}`;
  return `${line.bench}  ${String(line.value)} ${line.unit}${peer}${goal}`;
};

const [first, ...rest] = process.argv.slice(2);
const quick = first === "--quick";
const wanted = quick ? rest : first === undefined ? rest : [first, ...rest];
const names = Object.keys(GROUPS).filter((name) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));
if (names.length === 0) {
  console.error(`bench: nothing is called ${wanted.join(" ")}; there are ${Object.keys(GROUPS).join(", ")}`);
  process.exit(2);
}

mkdirSync(output, { recursive: true });
const lines: Line[] = [];
const failures: string[] = [];
for (const name of names) {
  try {
    const found = (await GROUPS[name]?.(quick ? QUICK : FULL)) ?? [];
    found.forEach((line) => console.log(described(line)));
    lines.push(...found);
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
writeFileSync(join(output, "results.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
writeFileSync(join(output, "results.md"), markdown(lines));
failures.forEach((failure) => {
  console.error(failure);
});
const missed = lines.filter((line) => line.met === false).length;
const goals = lines.filter((line) => line.met !== null).length;
console.log(
  `${String(goals - missed)} of ${String(goals)} goals met, ${String(failures.length)} groups failed; build/bench/results.jsonl`,
);
process.exit(failures.length > 0 ? 1 : 0);
