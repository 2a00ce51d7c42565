/**
 * PyTorch's samples of operators. Of every variant that ran, 99 % of the samples pass; a variant is mapped if none of its
 * samples was skipped, and no fewer are than were before.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { opened, pack } from "./place.ts";

/** Variants that were mapped when this was last raised. The number may only grow. */
const MAPPED = 353;
const SHARE = 0.99;
const DTYPES = ["float64", "float32"] as const;

/** Variants whose float64 values PyTorch itself computed in part in single precision; they are judged in float32 alone. */
const SINGLE: readonly string[] = [
  "cov", // the sums of the weights
];

/** Samples that ask for more than the operator's definition says, by variant. */
const UNDEFINED: Readonly<Record<string, readonly string[]>> = {
  topk: ["a970a04e1a8f3842", "e95cb38ba7a806dc"], // which of equal elements comes first
};

interface Result {
  readonly op: string;
  readonly variant: string;
  readonly id: string | null;
  readonly kind: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly message?: string;
}
interface Listed {
  readonly file: string;
  readonly op: string;
  readonly variant: string;
}
export interface Found {
  readonly passed: number;
  readonly faults: readonly string[];
  readonly summary: string;
}

/** Undefined without the pack or its runner. */
export function opinfo(python: string): Found | undefined {
  const archive = pack("opinfo-visible.tar.xz");
  const runner = pack("run_opinfo.py");
  if (!archive || !runner) return undefined;
  const folder = opened(archive, "opinfo");
  const single = singlePrecision(folder);
  const faults: string[] = [];
  const unmapped = new Set<string>();
  const ran = new Set<string>();
  let passed = 0;
  for (const dtype of DTYPES) {
    const results = carryOut(python, runner, folder, dtype).filter((result) => judged(result, dtype, single));
    for (const [variant, group] of byVariant(results)) {
      const failed = group.filter(({ status }) => status === "failed");
      const right = group.filter(({ status }) => status === "passed").length;
      passed += right;
      if (right > 0) ran.add(variant);
      if (group.some(({ status }) => status === "skipped")) unmapped.add(variant);
      if (right >= SHARE * (right + failed.length)) continue;
      unmapped.add(variant);
      faults.push(...failed.map((each) => `${variant} ${each.id} ${each.kind} in ${dtype}: ${each.message}`));
    }
  }
  const mapped = [...ran].filter((variant) => !unmapped.has(variant)).length;
  if (mapped < MAPPED) faults.push(`opinfo: ${mapped} variants are mapped, at least ${MAPPED} were`);
  return { passed, faults, summary: `${mapped} variants are mapped` };
}

function carryOut(python: string, runner: string, folder: string, dtype: string): readonly Result[] {
  const report = resolve(`build/test/packs/opinfo-${dtype}.json`);
  const path = [resolve("test/packs"), process.env["PYTHONPATH"]].filter(Boolean).join(":");
  const options = ["--grad", "--dtype", dtype, "--json", report, "--no-table"];
  const result = spawnSync(python, [runner, folder, "--backend", "opinfo:run", ...options], {
    encoding: "utf8",
    timeout: 300_000,
    env: { ...process.env, PYTHONPATH: path },
  });
  if (result.status !== 0 && result.status !== 1) {
    throw new Error(`${runner} ended with ${result.status ?? result.signal}:\n${result.stderr}`);
  }
  return (JSON.parse(readFileSync(report, "utf8")) as { results: readonly Result[] }).results;
}

/** Samples whose outputs are in single precision: of whole numbers and booleans PyTorch makes float32. */
function singlePrecision(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  const { ops } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as { ops: readonly Listed[] };
  for (const listed of ops) {
    const text = readFileSync(join(folder, `${listed.file}.json`), "utf8");
    const { samples } = JSON.parse(text) as { samples: readonly { id: string; outputs: unknown }[] };
    for (const { id, outputs } of samples) {
      if (JSON.stringify(outputs).includes('["f4",')) found.add(`${name(listed)} ${id}`);
    }
  }
  return found;
}

function name({ op, variant }: Pick<Result, "op" | "variant">): string {
  return variant ? `${op}.${variant}` : op;
}

function judged(result: Result, dtype: string, single: ReadonlySet<string>): boolean {
  if (UNDEFINED[name(result)]?.includes(result.id ?? "")) return false;
  if (dtype === "float32") return true;
  return !SINGLE.includes(name(result)) && !single.has(`${name(result)} ${result.id}`);
}

function byVariant(results: readonly Result[]): ReadonlyMap<string, readonly Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) groups.set(name(result), [...(groups.get(name(result)) ?? []), result]);
  return groups;
}
