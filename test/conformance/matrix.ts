/**
 * Holds the runners' reports to what the schemas demand: every function and class in every language, as many cases as the
 * plan has, no failure, and no skip but for the closed list's reasons. Writes build/conformance/matrix.json.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { CaseFile } from "../../codegen/src/targets/conformance/cases.ts";
import { missingCases } from "../../codegen/src/targets/conformance/coverage.ts";
import { readCases } from "../../codegen/src/targets/conformance/read.ts";
import { readModel } from "../../codegen/src/read/read_schemas.ts";
import type { Counts } from "../runner/counts.ts";

const FOLDER = "build/conformance";
const REASONS = ["toolchain-absent", "privilege-absent", "pack-absent", "peer-absent"];

type Report = Readonly<Record<string, Counts>>;
interface Plan {
  readonly cases: readonly { readonly id: string; readonly subject: string; readonly skip: string | null }[];
}

function read<T>(file: string): T | undefined {
  const path = `${FOLDER}/${file}`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : undefined;
}

/** How many cases a runner has to have run, by subject. */
function demanded(runner: string, root: string): Map<string, number> {
  const plan = read<Plan>(`${runner}.plan.json`);
  const subjects = plan
    ? plan.cases.map((one) => one.subject)
    : readCases(root).files.flatMap((file) => file.cases.map(() => file.subject));
  const counts = new Map<string, number>();
  for (const subject of subjects) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
}

function problemsOf(runner: string, ids: readonly string[], root: string): string[] {
  const report = read<Report>(`${runner}.json`);
  if (!report) return [`${runner}: no report build/conformance/${runner}.json; run \`make conformance-${runner}\``];
  const planned = demanded(runner, root);
  const skips = read<Plan>(`${runner}.plan.json`)?.cases.filter((one) => one.skip !== null) ?? [];
  return [
    ...ids.filter((id) => !report[id]).map((id) => `${runner}: no case of ${id} was run`),
    ...Object.entries(report).flatMap(([id, { passed, failed, skipped }]) => [
      ...(failed > 0 ? [`${runner}: ${failed} of ${id} failed`] : []),
      ...(passed + failed + skipped !== planned.get(id)
        ? [`${runner}: ${passed + failed + skipped} cases of ${id} were run, ${planned.get(id) ?? 0} are planned`]
        : []),
    ]),
    ...skips
      .filter((one) => !REASONS.includes(one.skip ?? ""))
      .map((one) => `${runner}: ${one.id} is skipped for a reason that is not accepted: ${one.skip}`),
  ];
}

/** Tests that case files name for what no case can cause, and that are not there. */
function missingTests(files: readonly CaseFile[]): string[] {
  return files
    .flatMap((file) => file.elsewhere ?? [])
    .filter(({ file, test }) => !existsSync(file) || !new RegExp(`\\b${test}\\b`).test(readFileSync(file, "utf8")))
    .map((e) => `there is no test ${e.test} in ${e.file}, which has to cause the error ${e.code} of ${e.function}`);
}

/** What is wrong, a line each. */
export function matrix(languages: readonly string[], root = "."): string[] {
  const model = readModel({ root, schemas: "c-api/schema" });
  const ids = [...model.functions.map((f) => f.name), ...model.classes.map((c) => c.name)];
  const runners = ["core", "c", ...languages];
  const data = readCases(root);
  const problems = [
    ...(ids.length === 0 ? ["there are no schemas"] : []),
    ...missingCases(model, data),
    ...missingTests(data.files),
    ...runners.flatMap((runner) => problemsOf(runner, ids, root)),
  ];
  const table = Object.fromEntries(
    ids.map((id) => [id, Object.fromEntries(runners.map((r) => [r, read<Report>(`${r}.json`)?.[id] ?? null]))]),
  );
  writeFileSync(`${FOLDER}/matrix.json`, `${JSON.stringify(table, null, 1)}\n`);
  return problems;
}
