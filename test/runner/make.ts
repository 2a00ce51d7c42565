/** Runs make quietly, and counts the tests of its target: one that fails has a failed test. */
import { spawn } from "node:child_process";
import { parse, type Counts } from "./counts.ts";

export interface Made {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  /** All zeros where none is printed, unless it failed. */
  readonly counts: Counts;
  readonly isCounted: boolean;
  readonly seconds: number;
}

/** Options for packages that the same run of `make test` has built and nothing has changed: make leaves them alone. */
export function built(): string[] {
  const packages = process.env["MIXGRAD_BUILT"]?.split(" ") ?? [];
  return packages.flatMap((target) => ["-o", target]);
}

/** With `before`, under that command; stderr may be left to the terminal. */
export async function make(
  options: readonly string[],
  { before = [], stderr = "pipe" }: { before?: readonly string[]; stderr?: "pipe" | "inherit" } = {},
): Promise<Made> {
  const [program = "make", ...rest] = [...before, "make", "--no-print-directory", ...built(), ...options];
  const started = Date.now();
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", stderr] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => (texts[name] += text));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const found = parse(texts.stdout + texts.stderr);
  const counts = found ?? { passed: 0, failed: 0, skipped: 0 };
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return {
    ...texts,
    status,
    counts,
    isCounted: found !== undefined,
    seconds: Math.round((Date.now() - started) / 1000),
  };
}
