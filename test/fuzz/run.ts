/**
 * Random calls and random cases, at the same time: one line when all is well, else what each found.
 */
import { line, type Counts } from "../runner/counts.ts";
import { make } from "../runner/make.ts";

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
await Promise.all(["fuzz", "fuzz-oracle"].map(run));
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** `make -o` leaves alone what is built already. On a terminal progress is shown. */
async function run(target: string): Promise<void> {
  const { stdout, stderr, counts } = await make(["-o", "fuzz-build", "-o", "peers", target], {
    stderr: process.stderr.isTTY ? "inherit" : "pipe",
  });
  if (counts.passed === 0 && counts.failed === 0) counts.failed = 1;
  if (counts.failed > 0) console.log(`make ${target}\n${(stdout + stderr).trimEnd()}`);
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
}
