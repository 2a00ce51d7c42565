/** Runs the plan, from the repository's root; `CASE=<text>` runs only the cases whose id contains the text. */
import { readFileSync, writeFileSync } from "node:fs";
import * as mg from "mixgrad";
import { differs, differsError } from "./compare.ts";
import { evaluate, type Variables } from "./evaluate.ts";
import type { Case, Fields, Json, Plan } from "./plan.ts";

const PLAN = "build/conformance/typescript.plan.json";
const REPORT = "build/conformance/typescript.json";

async function runStep(step: Fields, variables: Variables): Promise<string | undefined> {
  if (step["let"] !== undefined) {
    variables.set(step["let"] as string, await evaluate(step["be"] as Json, variables));
  } else if (step["do"] !== undefined) {
    await evaluate(step["do"], variables);
  } else if (step["seed"] !== undefined) {
    mg.manualSeed(step["seed"] as number);
  } else if (step["expect"] !== undefined) {
    return differs(await evaluate(step["expect"], variables), step["equals"] as Json);
  } else if (step["fails"] !== undefined) {
    const error = await evaluate(step["fails"], variables).then(
      () => undefined,
      (e: unknown) => e,
    );
    return differsError(error, step);
  } else {
    return `a step that this runner does not know: ${Object.keys(step).join(", ")}`;
  }
  return undefined;
}

/** What went wrong, or nothing. */
async function runCase({ steps }: Case): Promise<string | undefined> {
  mg.manualSeed(0);
  const variables: Variables = new Map();
  try {
    for (const step of steps) {
      const bad = await runStep(step, variables);
      if (bad !== undefined) return bad;
    }
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return undefined;
}

const only = process.env["CASE"] ?? "";
const plan = JSON.parse(readFileSync(PLAN, "utf8")) as Plan;
const cases = plan.cases.filter(({ id }) => id.includes(only));
const report: Record<string, { passed: number; failed: number; skipped: number }> = {};
const total = { passed: 0, failed: 0, skipped: 0 };
for (const test of cases) {
  const bad = await runCase(test);
  const outcome =
    test.skip === null ? (bad === undefined ? "passed" : "failed") : bad === undefined ? "failed" : "skipped";
  if (outcome === "failed") console.log(`${test.id}: ${bad ?? "is skipped and passes: the skip is stale"}`);
  (report[test.subject] ??= { passed: 0, failed: 0, skipped: 0 })[outcome] += 1;
  total[outcome] += 1;
}
if (only === "") writeFileSync(REPORT, `${JSON.stringify(report)}\n`);
if (cases.length === 0) console.log("the plan has no cases");
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || cases.length === 0 ? 1 : 0);
