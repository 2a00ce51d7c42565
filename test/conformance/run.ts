/**
 * `run <language>…`: the cases against their references, all cases on the engine, the plans, the runner of each language and
 * of C, then the matrix. Every runner is started, whatever the one before it found.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { line, parse, type Counts } from "../runner/counts.ts";
import { matrix } from "./matrix.ts";

const FOLDER = "build/conformance";
const languages = process.argv.slice(2);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

function make(name: string, report: string): void {
  rmSync(`${FOLDER}/${report}.json`, { force: true });
  const started = Date.now();
  const { stdout, stderr, status } = spawnSync("make", ["--no-print-directory", name], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const counts = parse(stdout) ?? { passed: 0, failed: 0, skipped: 0 };
  const silent = report !== "none" && counts.passed === 0; // a runner that ran nothing
  if ((status !== 0 || silent) && counts.failed === 0) counts.failed = 1;
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  console.log(`${name} … ${line(counts)} (${Math.round((Date.now() - started) / 1000)} s)`);
  if (counts.failed > 0) console.log(`${stdout.split("\n").slice(0, 40).join("\n")}\n${stderr.slice(-2000)}`);
}

rmSync(`${FOLDER}/results.json`, { force: true });
make("conformance-cases-check", "none");
make("conformance-core", "core");
make("conformance-plans", "none");
make("conformance-c", "c");
for (const language of languages) make(`conformance-${language}`, language);
const problems = matrix(languages);
for (const problem of problems) console.log(problem);
total.failed += problems.length;
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
