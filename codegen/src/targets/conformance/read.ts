/** Reads the case files, the tolerances and what the engine's own run found. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CaseData, CaseFile, Limits } from "./cases.ts";

const parsed = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

export function readCases(root: string): CaseData {
  const folder = join(root, "test/conformance");
  const results = join(root, "build/conformance/results.json");
  const names = readdirSync(join(folder, "cases"), { recursive: true }) as string[];
  return {
    files: names
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => parsed(join(folder, "cases", name)) as CaseFile),
    tolerances: (parsed(join(folder, "tolerances.json")) as { dtypes: Record<string, Limits> }).dtypes,
    results: existsSync(results) ? (parsed(results) as CaseData["results"]) : {},
  };
}
