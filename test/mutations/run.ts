/**
 * `run <language>…`: prints each binding with four faults, builds it, and carries out the cases of the four functions,
 * which have to fail, and of every tenth subject that calls none of them, which have to pass.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { line, type Counts } from "../runner/counts.ts";
import { built } from "../runner/make.ts";
import { FAULTS } from "./faults.ts";
import { COPY, copyData, printFaulty } from "./print.ts";

type Report = Readonly<Record<string, Counts>>;
interface Plan {
  readonly cases: readonly { readonly subject: string; readonly steps: unknown }[];
}
const EVERY = 10; // subject, of those that no fault touches
const faulty: ReadonlySet<string> = new Set(FAULTS.map((fault) => fault.function));

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const read = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;

function check(good: boolean, what: string): void {
  counts[good ? "passed" : "failed"] += 1;
  if (!good) console.log(`mutations: ${what}`);
}

async function run(language: string): Promise<void> {
  const started = Date.now();
  const plan = shortened(read<Plan>(`build/conformance/${language}.plan.json`));
  copyData(language);
  writeFileSync(`${COPY}/build/conformance/${language}.plan.json`, JSON.stringify(plan));
  await printFaulty(language);
  const { stdout, stderr } = spawnSync("make", ["--no-print-directory", ...built(), `mutant-${language}`], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const path = `${COPY}/build/conformance/${language}.json`;
  if (!existsSync(path)) return check(false, `${language}: there is no report\n${(stdout + stderr).slice(-4000)}`);
  const report = read<Report>(path);
  const found = FAULTS.map((fault) => {
    const { passed, failed } = report[fault.function] ?? { passed: 0, failed: 0 };
    check(failed > 0, `${language}: no case of ${fault.function} finds ${fault.what}`);
    return `${fault.function} ${failed} of ${passed + failed} (${fault.what})`;
  });
  const wrong = sound(plan, report).filter((text) => text !== "");
  const lines = stdout.split("\n").filter((text) => wrong.some((one) => text.includes(`${one.split(":")[0] ?? ""}/`)));
  check(wrong.length === 0, `${language}: without a fault, ${wrong.join("; ")}\n${lines.slice(0, 20).join("\n")}`);
  console.log(`${language}: ${found.join(", ")} failed; ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Subjects some of whose cases call a function with a fault. */
function touchedBy({ cases }: Plan): ReadonlySet<string> {
  return new Set(cases.filter((one) => calls(one.steps, faulty)).map((one) => one.subject));
}

function shortened(plan: Plan): Plan {
  const touched = touchedBy(plan);
  const others = [...new Set(plan.cases.map((one) => one.subject))].filter((subject) => !touched.has(subject));
  const kept = new Set([...faulty, ...others.filter((_, i) => i % EVERY === 0)]);
  return { ...plan, cases: plan.cases.filter((one) => kept.has(one.subject)) };
}

/** What is wrong with functions and classes whose cases call none of those with a fault. */
function sound(plan: Plan, report: Report): string[] {
  const { cases } = plan;
  const touched = touchedBy(plan);
  const planned = new Map<string, number>();
  for (const { subject } of cases) planned.set(subject, (planned.get(subject) ?? 0) + 1);
  return [...planned]
    .filter(([subject]) => !touched.has(subject))
    .map(([subject, n]) => {
      const { passed, failed, skipped } = report[subject] ?? { passed: 0, failed: 0, skipped: 0 };
      return failed === 0 && passed + skipped === n ? "" : `${subject}: ${failed} of ${n} failed`;
    });
}

/** Whether a plan's step has a call of one of the functions. */
function calls(value: unknown, functions: ReadonlySet<string>): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { schema } = value as { schema?: unknown };
  return (
    (typeof schema === "string" && functions.has(schema)) ||
    Object.values(value).some((inner) => calls(inner, functions))
  );
}

for (const language of process.argv.slice(2)) await run(language);
console.log(line(counts));
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
