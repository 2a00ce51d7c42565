/**
 * `all <target>… [-- <build> <target>…]`: runs make targets one after the other, each with one line of its own, then says
 * what took longest and how many tests passed in all. A target that prints no count, or fails, counts as a failure. The
 * targets after `--` need a build of their own: it is made at the lowest priority beside the targets before them, most of
 * which use one core.
 */
import { line, type Counts } from "./counts.ts";
import { make } from "./make.ts";

interface Outcome {
  readonly target: string;
  readonly seconds: number;
  readonly counts: Counts;
}

const given = process.argv.slice(2);
const split = given.includes("--") ? given.indexOf("--") : given.length;
const first = given.slice(0, split);
const [build, ...later] = given.slice(split + 1);
const built = build === undefined ? undefined : make([build], { before: ["nice", "-n", "19"] });
const targets = [...first, ...later];
const outcomes: Outcome[] = [];
for (const [i, target] of targets.entries()) {
  if (i === first.length) await finished();
  process.stdout.write(`[${i + 1}/${targets.length}] ${target} … `);
  const { stdout, stderr, counts, isCounted, seconds } = await make([target]);
  if (!isCounted && counts.failed === 0) counts.failed = 1;
  outcomes.push({ target, seconds, counts });
  console.log(`${line(counts)} (${seconds} s)`);
  if (counts.failed > 0) console.log(`${(stdout + stderr).trimEnd()}\nAgain: make ${target}\n`);
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

/** Its targets fail by themselves if the build did. */
async function finished(): Promise<void> {
  const started = Date.now();
  await built;
  const seconds = Math.round((Date.now() - started) / 1000);
  if (seconds > 0) console.log(`waited ${seconds} s for ${build ?? ""}`);
}
