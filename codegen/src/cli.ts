/** `generate [--check] [--target name]…`: prints every committed target, or says what would change. */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { loadTargets, targetNames } from "./discover.ts";
import { plan } from "./generate.ts";
import { InputError } from "./read/problems.ts";
import { readModel } from "./read/read_schemas.ts";
import { write, type Plan } from "./write/plan.ts";

const USAGE = "usage: generate [--check] [--target <name>]… [--root <folder>] [--schemas <folder from the root>]";

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      check: { type: "boolean", default: false },
      target: { type: "string", multiple: true },
      root: { type: "string", default: fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "") },
      schemas: { type: "string", default: "c-api/schema" },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== "generate") return fail(USAGE);
  const known = targetNames();
  const unknown = (values.target ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) return fail(`no target ${unknown.join(", ")}; there are: ${known.join(", ")}`);
  const all = await loadTargets(values.target ?? known);
  const targets = values.target ? all : all.filter((target) => target.built !== true);
  const result = plan(values.root, readModel({ root: values.root, schemas: values.schemas }), targets);
  if (values.check) return check(result);
  write(result);
  for (const path of result.changed.keys()) console.log(`wrote ${path}`);
  for (const path of result.stale) console.log(`deleted ${path}`);
  return 0;
}

function check({ changed, stale }: Plan): number {
  if (changed.size === 0 && stale.length === 0) return 0;
  return fail(
    [
      "Generated files are committed and equal what the generator prints from c-api/abi.yml, c-api/errors.yml and c-api/schema/.",
      ...[...changed.keys()].map((path) => `  differs: ${path}`),
      ...stale.map((path) => `  no longer printed: ${path}`),
      "Run `make generate` and commit the result.",
    ].join("\n"),
  );
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.exitCode = fail(error.message);
}
