/** `release <version>`: records the ABI, the schemas and a built client in c-api/released/<version>/. Run once, at a release. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const version = process.argv[2];
if (!version || !/^\d+\.\d+\.\d+$/.test(version)) {
  console.error("usage: release <version>");
  process.exit(2);
}
const folder = `c-api/released/${version}`;
mkdirSync(folder, { recursive: true });
for (const file of ["abi.yml", "errors.yml"]) copyFileSync(`c-api/${file}`, `${folder}/${file}`);
for (const kind of ["functions", "classes"]) {
  const source = `c-api/schema/${kind}`;
  const records = readdirSync(source).map((name) => {
    const record = JSON.parse(readFileSync(`${source}/${name}`, "utf8")) as Record<string, unknown>;
    delete record["examples"];
    return record;
  });
  writeFileSync(`${folder}/${kind}.json`, `[\n${records.map((record) => JSON.stringify(record)).join(",\n")}\n]\n`);
}
copyFileSync("test/abi/client.c", `${folder}/client.c`);
execFileSync("gcc", [
  ..."-std=c99 -O1 -s -Wall -Wextra -pedantic -Werror -Ic-api/include".split(" "),
  "-o",
  `${folder}/client`,
  `${folder}/client.c`,
  ..."-Lbuild/release/c-api -l:libmixgrad.so.0".split(" "),
]);
const output = execFileSync(`${folder}/client`, { env: { ...process.env, LD_LIBRARY_PATH: "build/release/c-api" } });
writeFileSync(`${folder}/client.expected`, output);
console.log(`recorded ${folder}:\n${output.toString()}`);
