import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";

const NAME = "libmixgrad.so.0";
const folder = mkdtempSync(join(tmpdir(), "mixgrad-"));
const INCLUDE = ["-Ic-api/include", "-Ic-api/load", "-Ic-api/generated"];

/** Opens what it is told to, and says what comes of it. */
const PACKAGE = `
#include <stdio.h>
#include "load.h"
int main(int count, char** arguments) {
  const char* problem = mixgrad_load(arguments[count - 1]);
  printf("%s\\n%s\\n", mixgrad_loaded(), problem ? problem : mixgrad_library_version());
  return problem && mixgrad_load(arguments[count - 1]) == 0;
}`;
/** Engines that are none, too old, of another major version, and of the right one without its functions. */
const ENGINES: Readonly<Record<string, string>> = {
  none: "int nothing;",
  old: engine("0.0.9", 0),
  foreign: engine("1.0.0", 1000),
  poor: engine("0.2.0", 2),
};
function engine(version: string, abi: number): string {
  return `int mixgrad_library_abi(void) { return ${abi}; }
const char* mixgrad_library_version(void) { return "${version}"; }`;
}

beforeAll(() => {
  writeFileSync(join(folder, "package.c"), PACKAGE);
  const c = ["-std=c99", "-D_DEFAULT_SOURCE", "-DMIXGRAD_LOADED", "-Wall", "-Wextra", "-pedantic", "-Werror"];
  const sources = [join(folder, "package.c"), "c-api/load/load.c"];
  execFileSync("cc", [...c, ...INCLUDE, ...sources, "-o", join(folder, "package"), "-ldl"]);
  for (const [name, text] of Object.entries(ENGINES)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, `${name}.c`), text);
    execFileSync("cc", ["-shared", join(folder, `${name}.c`), "-o", join(folder, name, NAME)]);
  }
  mkdirSync(join(folder, "good"));
  copyFileSync(`build/release/c-api/${NAME}`, join(folder, "good", NAME));
});

/** The file that was opened, and what was said. */
function load(own: string, named = ""): readonly string[] {
  const output = execFileSync(join(folder, "package"), [join(folder, own)], {
    encoding: "utf8",
    env: { ...process.env, MIXGRAD_LIB: named },
  });
  return output.trimEnd().split("\n");
}

test("the package's own engine", () => expect(load("good")).toEqual([join(folder, "good", NAME), "0.2.0"]));

test("the engine that MIXGRAD_LIB names, a file or a folder, and no other", () => {
  const file = resolve("build/release/c-api", NAME);
  expect(load("old", file)).toEqual([file, "0.2.0"]);
  expect(load("old", join(folder, "good"))).toEqual([join(folder, "good", NAME), "0.2.0"]);
  const [path, said] = load("good", "/nowhere/at/all.so");
  expect(path).toBe("/nowhere/at/all.so");
  expect(said).toContain("MIXGRAD_LIB names, /nowhere/at/all.so: ");
});

const NEEDS = "this package, version 0.2.0, needs";
test.each([
  ["none", "it is no engine of mixgrad"],
  ["old", `it is version 0.0.9 with ABI 0.0, and ${NEEDS} ABI 0.2 or newer of the same major`],
  ["foreign", `it is version 1.0.0 with ABI 1.0, and ${NEEDS} ABI 0.2 or newer of the same major`],
  ["poor", `it is version 0.2.0 and lacks mixgrad_status_release, which ${NEEDS}`],
])("an engine that is not accepted: %s", (name, what) => {
  const file = join(folder, name, NAME);
  const own =
    "Install the package again, so that both are of one release, or name an engine in the environment variable MIXGRAD_LIB.";
  expect(load(name)[1]).toBe(`mixgrad can't use the engine of the package, ${file}: ${what}. ${own}`);
  const other = `Name the file ${NAME} of another one, or its folder, or unset MIXGRAD_LIB to use the engine of the package.`;
  expect(load("good", file)[1]).toBe(`mixgrad can't use the engine that MIXGRAD_LIB names, ${file}: ${what}. ${other}`);
});
