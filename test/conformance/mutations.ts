/**
 * `mutations <runner>…`: each runner's plan is changed as a binding with a fault would change its calls; the runner has to
 * find every one. Unchanged, the same cases have to pass.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { TensorRecord } from "../../codegen/src/targets/conformance/cases.ts";
import { shiftedTensor } from "../../codegen/src/targets/conformance/counting.ts";
import { line, parse, type Counts } from "../runner/counts.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Call {
  positional: Json[];
  named: { [name: string]: Json };
}
interface Mutation {
  readonly name: string;
  /** The function in whose calls the fault is. */
  readonly subject: string;
  /** Whether it changed the call. */
  change(call: Call): boolean;
}

const MUTATIONS: readonly Mutation[] = [
  {
    name: "two arguments swapped",
    subject: "subtract",
    change({ positional, named }) {
      if (positional.length >= 2) positional.splice(0, 2, positional[1] as Json, positional[0] as Json);
      else [named["x1"], named["x2"]] = [named["x2"] as Json, named["x1"] as Json];
      return true;
    },
  },
  {
    name: "another default",
    subject: "topk",
    change({ named, positional }) {
      if ("largest" in named || positional.length > 3) return false;
      named["largest"] = { bool: false };
      return true;
    },
  },
  {
    name: "a base not shifted",
    subject: "take",
    change({ positional, named }) {
      const indices = (positional[1] ?? named["indices"]) as { tensor?: TensorRecord } | undefined;
      if (indices?.tensor === undefined) return false;
      indices.tensor = shiftedTensor(indices.tensor, 1, undefined);
      return true;
    },
  },
  {
    name: "an attribute ignored",
    subject: "sum",
    change({ named }) {
      if (!("keepdims" in named)) return false;
      delete named["keepdims"];
      return true;
    },
  },
];

/** Changes every call of the function; how many. */
function mutate(value: Json, mutation: Mutation): number {
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((n, item) => n + mutate(item, mutation), 0);
  const inside = Object.values(value).reduce<number>((n, item) => n + mutate(item, mutation), 0);
  const call = value["call"];
  if (typeof call !== "object" || call === null || Array.isArray(call)) return inside;
  if (call["schema"] !== mutation.subject) return inside;
  return inside + (mutation.change(call as unknown as Call) ? 1 : 0);
}

function run(runner: string, subject: string): { counts: Counts; output: string } {
  const env = { ...process.env, CASE: `${subject}/`, KEEP_PLANS: "1" };
  const { stdout, stderr } = spawnSync("make", ["--no-print-directory", `conformance-${runner}`], {
    encoding: "utf8",
    env,
  });
  return { counts: parse(stdout) ?? { passed: 0, failed: 0, skipped: 0 }, output: stdout + stderr };
}

function check(runner: string, mutation: Mutation): string | undefined {
  const path = `build/conformance/${runner}.plan.json`;
  const original = readFileSync(path, "utf8");
  const before = run(runner, mutation.subject);
  if (before.counts.failed > 0 || before.counts.passed === 0) {
    return `its cases do not pass unchanged\n${before.output.slice(0, 2000)}`;
  }
  const plan = JSON.parse(original) as Json;
  if (mutate(plan, mutation) === 0) return "it changes nothing: the plan has no such call";
  try {
    writeFileSync(path, JSON.stringify(plan));
    return run(runner, mutation.subject).counts.failed > 0 ? undefined : "no case finds it";
  } finally {
    writeFileSync(path, original);
  }
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const runner of process.argv.slice(2)) {
  for (const mutation of MUTATIONS) {
    const problem = check(runner, mutation);
    total[problem === undefined ? "passed" : "failed"] += 1;
    if (problem !== undefined) console.log(`${runner}, ${mutation.name} in ${mutation.subject}: ${problem}`);
  }
}
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
