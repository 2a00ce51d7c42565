/**
 * `run <language>…`: the cases against their references and, beside that, all cases on the engine, the plans and C's
 * runner; then the runner of each language, as many at once as there are cores, and the matrix. Every runner is started,
 * whatever the others found.
 */
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { line, type Counts } from "../runner/counts.ts";
import { make } from "../runner/make.ts";
import { matrix } from "./matrix.ts";

const FOLDER = "build/conformance";
const languages = process.argv.slice(2);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

async function run(name: string, report: string, ...options: readonly string[]): Promise<void> {
  rmSync(`${FOLDER}/${report}.json`, { force: true });
  const { stdout, stderr, counts, seconds } = await make([...options, name]);
  const silent = report !== "none" && counts.passed === 0; // a runner that ran nothing
  if (silent && counts.failed === 0) counts.failed = 1;
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  if (counts.passed + counts.failed > 0) console.log(`${name} … ${line(counts)} (${seconds} s)`);
  if (counts.failed > 0) console.log(`${stdout.split("\n").slice(0, 40).join("\n")}\n${stderr.slice(-2000)}`);
}

/** Packages and plans are made first, one after the other, and then are taken as they are: `make -o` leaves them alone. */
async function languagesAtOnce(): Promise<void> {
  const packages = languages.map((language) => `build-${language}`);
  for (const [i, one] of packages.entries()) await run(one, "none", ...packages.slice(0, i).flatMap((p) => ["-o", p]));
  const made = ["engine", "conformance-plans", ...packages].flatMap((target) => ["-o", target]);
  const waiting = [...languages];
  const runner = async (): Promise<void> => {
    for (let language = waiting.shift(); language; language = waiting.shift())
      await run(`conformance-${language}`, language, ...made);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runner));
}

rmSync(`${FOLDER}/results.json`, { force: true });
const checked = run("conformance-cases-check", "none"); // by Python alone: the others read the cases as they are
await run("conformance-core", "core");
await run("conformance-plans", "none");
await run("conformance-c", "c");
await checked;
await languagesAtOnce();
const problems = matrix(languages);
for (const problem of problems) console.log(problem);
total.failed += problems.length;
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
