/**
 * `run <language>…`: the cases against their references, all cases on the engine, the plans, the runner of each language and
 * of C, as many at once as there are cores, then the matrix. Every runner is started, whatever the others found.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { line, parse, type Counts } from "../runner/counts.ts";
import { matrix } from "./matrix.ts";

const FOLDER = "build/conformance";
const languages = process.argv.slice(2);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

async function make(name: string, report: string, ...options: readonly string[]): Promise<void> {
  rmSync(`${FOLDER}/${report}.json`, { force: true });
  const started = Date.now();
  const { stdout, stderr, status } = await run("make", ["--no-print-directory", ...options, name]);
  const counts = parse(stdout) ?? { passed: 0, failed: 0, skipped: 0 };
  const silent = report !== "none" && counts.passed === 0; // a runner that ran nothing
  if ((status !== 0 || silent) && counts.failed === 0) counts.failed = 1;
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  if (counts.passed + counts.failed > 0)
    console.log(`${name} … ${line(counts)} (${Math.round((Date.now() - started) / 1000)} s)`);
  if (counts.failed > 0) console.log(`${stdout.split("\n").slice(0, 40).join("\n")}\n${stderr.slice(-2000)}`);
}

function run(
  command: string,
  options: readonly string[],
): Promise<{ stdout: string; stderr: string; status: number | null }> {
  const child = spawn(command, options, { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (status) => resolve({ stdout, stderr, status })));
}

/** Packages and plans are made first, one after the other, and then are taken as they are: `make -o` leaves them alone. */
async function languagesAtOnce(): Promise<void> {
  const packages = languages.map((language) => `build-${language}`);
  for (const one of packages) await make(one, "none");
  const made = ["engine", "conformance-plans", ...packages].flatMap((target) => ["-o", target]);
  const waiting = [...languages];
  const runner = async (): Promise<void> => {
    for (let language = waiting.shift(); language; language = waiting.shift())
      await make(`conformance-${language}`, language, ...made);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runner));
}

rmSync(`${FOLDER}/results.json`, { force: true });
await make("conformance-cases-check", "none");
await make("conformance-core", "core");
await make("conformance-plans", "none");
await make("conformance-c", "c");
await languagesAtOnce();
const problems = matrix(languages);
for (const problem of problems) console.log(problem);
total.failed += problems.length;
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
