/**
 * `readme`: writes the README's table, picture and program from `docs/results.json` and the program's file; `--record`
 * records the results of `make conformance` and `make test-identity` before; `--check` only says whether all is written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { picture, PICTURE, README, updated } from "./claims.ts";
import { measured, RECORD, recorded } from "./results.ts";

if (process.argv.includes("--record")) writeFileSync(RECORD, `${JSON.stringify(measured(), null, 2)}\n`);
const results = recorded();
const wanted = new Map([
  [README, await updated(readFileSync(README, "utf8"), results)],
  [PICTURE, picture(results)],
]);
for (const [file, text] of wanted) {
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`${file} is not what ${RECORD} and the example say: run \`npx tsx docs/tools/readme.ts\` and commit`);
    process.exitCode = 1;
  }
}
