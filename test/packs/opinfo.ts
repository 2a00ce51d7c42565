/**
 * PyTorch's samples of operators. Of every variant that ran, 99 % of the samples pass; a variant is mapped if none of its
 * samples was skipped, and no fewer are than were before.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Judge, type Found, type Result } from "./judge.ts";
import { opened, pack, python as run } from "./place.ts";

/** Variants that were mapped when this was last raised. The number may only grow. */
const MAPPED = 399;
const DTYPES = ["float64", "float32"] as const;

/** Variants whose float64 values PyTorch itself computed in part in single precision; they are judged in float32 alone. */
const SINGLE: readonly string[] = [
  "cov", // the sums of the weights
];

/** Samples that ask for more than the operator's definition says, by variant. */
const UNDEFINED: Readonly<Record<string, readonly string[]>> = {
  topk: ["a970a04e1a8f3842", "e95cb38ba7a806dc"], // which of equal elements comes first
};

interface Sample extends Result {
  readonly op: string;
  readonly variant: string;
  readonly kind: string;
}
interface Listed {
  readonly file: string;
  readonly op: string;
  readonly variant: string;
}

/** Undefined without the pack or its runner. */
export function opinfo(python: string): Found | undefined {
  const archive = pack("opinfo-visible.tar.xz");
  const runner = pack("run_opinfo.py");
  if (!archive || !runner) return undefined;
  const folder = opened(archive, "opinfo");
  const single = singlePrecision(folder);
  const judge = new Judge<Sample>();
  for (const dtype of DTYPES) {
    const results = carryOut(python, runner, folder, dtype).filter((result) => judged(result, dtype, single));
    judge.hear(results, name, ` in ${dtype}`);
  }
  return judge.verdict(MAPPED, "variants");
}

function carryOut(python: string, runner: string, folder: string, dtype: string): readonly Sample[] {
  const report = resolve(`build/test/packs/opinfo-${dtype}.json`);
  const options = ["--grad", "--dtype", dtype, "--json", report, "--no-table"];
  run(python, [runner, folder, "--backend", "opinfo:run", ...options]);
  return (JSON.parse(readFileSync(report, "utf8")) as { results: readonly Sample[] }).results;
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

function name({ op, variant }: Pick<Sample, "op" | "variant">): string {
  return variant ? `${op}.${variant}` : op;
}

function judged(result: Sample, dtype: string, single: ReadonlySet<string>): boolean {
  if (UNDEFINED[name(result)]?.includes(result.id ?? "")) return false;
  if (dtype === "float32") return true;
  return !SINGLE.includes(name(result)) && !single.has(`${name(result)} ${result.id}`);
}
