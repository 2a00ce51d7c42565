/**
 * `record [--check] [--exporter <program>]`: records what the engine says about itself, one file for each function and class
 * in c-api/schema/, so that a change of the public surface shows as a change of files and the generator needs no engine.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { date, type Dated } from "./since.ts";
import { write } from "./write/plan.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

function exported(program: string): Map<string, string> {
  const result = spawnSync(program, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr || String(result.error)}`);
  const { functions, classes } = JSON.parse(result.stdout) as { functions: Dated[]; classes: Dated[] };
  date(root, [...functions, ...classes]);
  const text = (record: Dated): string => `${JSON.stringify(record, null, 2)}\n`;
  return new Map([
    ...functions.map((f): [string, string] => [`c-api/schema/functions/${f.name}.json`, text(f)]),
    ...classes.map((c): [string, string] => [`c-api/schema/classes/${c.name}.json`, text(c)]),
  ]);
}

function recorded(root: string): string[] {
  return ["c-api/schema/functions", "c-api/schema/classes"].flatMap((folder) =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [],
  );
}

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    exporter: { type: "string", default: join(root, "build/release/c-api/export_schema") },
  },
});
const files = exported(values.exporter);
const changed = new Map(
  [...files].filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text),
);
const stale = recorded(root).filter((path) => path.endsWith(".json") && !files.has(path));
if (!values.check) {
  write({ root, changed, stale: [] });
  for (const path of stale) rmSync(join(root, path));
  for (const path of [...changed.keys(), ...stale]) console.log(`recorded ${path}`);
} else if (changed.size + stale.length > 0) {
  console.error(
    [
      "c-api/schema/ records what the engine exports.",
      ...[...changed.keys()].map((path) => `  differs: ${path}`),
      ...stale.map((path) => `  the engine has it no more: ${path}`),
      "Run `make generate` and commit the result.",
    ].join("\n"),
  );
  process.exitCode = 1;
}
