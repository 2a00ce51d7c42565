import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as mg from "mixgrad";
import { expect, test } from "vitest";

const PACKAGE = new URL("../dist/index.js", import.meta.url).href;
const OWN = fileURLToPath(new URL("../lib/libmixgrad.so.0", import.meta.url));
const OLD = `
int mixgrad_library_abi(void) { return 0; }
const char* mixgrad_library_version(void) { return "0.0.9"; }`;

/** What a process says that is told to use an engine. */
function using(engine: string): string {
  const program = `import(${JSON.stringify(PACKAGE)}).then((mg) => console.log(mg.version), (e) => console.log(e.message))`;
  const options = { encoding: "utf8", env: { ...process.env, MIXGRAD_LIB: engine } } as const;
  return spawnSync(process.execPath, ["-e", program], options).stdout.trim();
}

test.each([OWN, dirname(OWN), ""])("an engine of one's own: %s", (engine) => expect(using(engine)).toBe(mg.version));

test("an engine that is not there", () => {
  expect(using("/nowhere/at/all.so")).toContain("MIXGRAD_LIB names, /nowhere/at/all.so");
});

test("an engine that is too old is refused with both versions and the way out", () => {
  const folder = mkdtempSync(join(tmpdir(), "mixgrad-"));
  writeFileSync(join(folder, "old.c"), OLD);
  execFileSync("cc", ["-shared", "-o", join(folder, "libmixgrad.so.0"), join(folder, "old.c")]);
  const said = using(folder);
  expect(said).toContain("is version 0.0.9 with ABI 0.0");
  expect(said).toContain(`version ${mg.version}, needs ABI 0.`);
  expect(said).toContain("unset MIXGRAD_LIB");
});
