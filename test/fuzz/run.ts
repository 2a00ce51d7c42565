/**
 * Random calls and random cases, at the same time: one line when all is well, else what each found.
 */
import { spawn } from "node:child_process";
import { line, parse, type Counts } from "../runner/counts.ts";

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
await Promise.all(["fuzz", "fuzz-oracle"].map(run));
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** `make -o` leaves alone what is built already. On a terminal progress is shown. */
async function run(target: string): Promise<void> {
  const child = spawn("make", ["--no-print-directory", "-o", "fuzz-build", "-o", "peers", target], {
    stdio: ["ignore", "pipe", process.stderr.isTTY ? "inherit" : "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const status = await new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1)));
  const counts = parse(output) ?? { passed: 0, failed: 0, skipped: 0 };
  if ((status !== 0 || counts.passed === 0) && counts.failed === 0) counts.failed = 1;
  if (counts.failed > 0) console.log(`make ${target}\n${output.trimEnd()}`);
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
}
