/** `run <python>`: carries the packs out through the adapters beside this file, and holds what they report to floors. */
import type { Counts } from "../runner/counts.ts";
import { line } from "../runner/counts.ts";
import { mxnet } from "./mxnet.ts";
import { opinfo } from "./opinfo.ts";
import { PACKS } from "./place.ts";

const [python] = process.argv.slice(2);
if (!python) {
  console.error("usage: run <python>");
  process.exit(2);
}
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const [name, run] of Object.entries({ opinfo, mxnet })) {
  const found = run(python);
  if (found === undefined) {
    counts.skipped++;
    console.log(`packs: ${name} skipped (pack-absent): nothing of it in ${PACKS}`);
    continue;
  }
  for (const fault of found.faults) console.error(`packs: ${fault}`);
  console.log(`packs: ${name}: ${found.summary}`);
  counts.passed += found.passed;
  counts.failed += found.faults.length;
}
console.log(line(counts));
process.exit(counts.failed > 0 ? 1 : 0);
