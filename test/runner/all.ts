/**
 * `all <target>…`: runs make targets one after the other, each with one line of its own, then says what took longest and
 * how many tests passed in all. A target that prints no count, or fails, counts as a failure.
 */
import { spawn } from "node:child_process";
import { line, parse, type Counts } from "./counts.ts";

interface Outcome {
  readonly target: string;
  readonly seconds: number;
  readonly counts: Counts;
}

const targets = process.argv.slice(2);
const outcomes: Outcome[] = [];
for (const [i, target] of targets.entries()) {
  process.stdout.write(`[${i + 1}/${targets.length}] ${target} … `);
  const started = Date.now();
  const { status, output } = await make(target);
  const seconds = Math.round((Date.now() - started) / 1000);
  const counts = parse(output) ?? { passed: 0, failed: 0, skipped: 0 };
  if ((status !== 0 || parse(output) === undefined) && counts.failed === 0) counts.failed = 1;
  outcomes.push({ target, seconds, counts });
  console.log(`${line(counts)} (${seconds} s)`);
  if (counts.failed > 0) console.log(`${output.trimEnd()}\nAgain: make ${target}\n`);
}
const slowest = [...outcomes].sort((a, b) => b.seconds - a.seconds).slice(0, 5);
console.log(`Longest: ${slowest.map((o) => `${o.target} ${o.seconds} s`).join(", ")}`);
const total = outcomes.reduce<Counts>(
  (sum, { counts }) => ({
    passed: sum.passed + counts.passed,
    failed: sum.failed + counts.failed,
    skipped: sum.skipped + counts.skipped,
  }),
  { passed: 0, failed: 0, skipped: 0 },
);
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function make(target: string): Promise<{ status: number; output: string }> {
  const child = spawn("make", ["--no-print-directory", target], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve) => child.on("close", (code) => resolve({ status: code ?? 1, output })));
}
