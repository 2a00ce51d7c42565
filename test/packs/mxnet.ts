/** Calls of operators that MXNet's own tests made, and its trajectories of optimisers, schedules and losses. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Judge, type Found, type Result } from "./judge.ts";
import { opened, pack, python as run } from "./place.ts";

/** Operators, optimisers, schedules and losses that were mapped when this was last raised. The number may only grow. */
const MAPPED = 214;

interface Call extends Result {
  readonly op: string;
}

export function mxnet(python: string): Found | undefined {
  const calls = pack("mxnet-opcalls-visible.tar.xz");
  const fixtures = pack("mxnet-visible.tar.xz");
  if (!calls || !fixtures) return undefined;
  const report = resolve("build/test/packs/mxnet.json");
  run(python, ["-m", "mxnet_calls", opened(calls, "calls"), opened(fixtures, "fixtures"), report]);
  const { results } = JSON.parse(readFileSync(report, "utf8")) as { results: readonly Call[] };
  const judge = new Judge<Call>();
  judge.hear(results, ({ op }) => op, "");
  return judge.verdict(MAPPED, "operators and rules");
}
