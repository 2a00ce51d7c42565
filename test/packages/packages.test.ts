import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { natives } from "../licences/natives.ts";
import { LANGUAGES } from "./languages.ts";

const COMPILERS = ["cc", "gcc", "g++", "c++", "clang", "cmake", "make", "javac"];
const shipped = natives().filter(({ ships }) => ships);
const hashes = new Map<string, string>();

test.each(Object.entries(LANGUAGES))("%s: installed into an empty place, the example runs", (language, install) => {
  const { place, output, licence, notices } = install();
  // R's package is a source package: it alone has a compiler.
  if (language !== "r") expect(COMPILERS.filter((tool) => place.has(tool))).toEqual([]);
  const right = Number(/^right (\d+) of 64$/m.exec(output)?.[1]);
  expect(right).toBeGreaterThan(57);
  expect(right).toBeLessThanOrEqual(64);
  expect(output).toMatch(/^same yes$/m);
  expect(licence).toBe(readFileSync("LICENSE", "utf8"));
  for (const { name, version, use } of shipped) expect(notices).toContain(`${name} ${version}: ${use}\n`);
  hashes.set(language, createHash("sha256").update(place.read("tiny.safetensors")).digest("hex"));
});

test("all packages leave the same file", () => {
  expect([...hashes.keys()]).toEqual(Object.keys(LANGUAGES));
  expect(new Set(hashes.values()).size).toBe(1);
});
