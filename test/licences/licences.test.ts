import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { licenceText, natives } from "./natives.ts";

/** May be linked into what ships. */
const SHIPPED = ["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "Zlib"];
/** May be used to build and test. */
const TOOLS = [
  ...SHIPPED,
  "ISC",
  "0BSD",
  "BlueOak-1.0.0",
  "Python-2.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "MPL-2.0",
  "Unlicense",
];

test("every native dependency is pinned with a licence that may ship", () => {
  expect(natives().length).toBeGreaterThan(3);
  const bad = natives().filter((native) => native.ships && !SHIPPED.includes(native.licence));
  expect(bad).toEqual([]);
});

test.each(natives().filter((native) => native.ships))("$name: the text of its licence is at hand", (native) => {
  expect(licenceText(native)?.length ?? 0).toBeGreaterThan(200);
});

interface Lock {
  readonly packages: Readonly<Record<string, { readonly link?: boolean; readonly optional?: boolean }>>;
}

test("every npm package that is installed has a licence on the list", () => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
  const installed = Object.entries(lock.packages).filter(
    ([path, entry]) => path.startsWith("node_modules/") && !entry.link && existsSync(`${path}/package.json`),
  );
  expect(installed.length).toBeGreaterThan(20);
  const bad = installed.flatMap(([path]) => {
    const { license } = JSON.parse(readFileSync(`${path}/package.json`, "utf8")) as { license?: string };
    const choices = (license ?? "none").replace(/[()]/g, "").split(" OR ");
    return choices.some((choice) => choice.split(" AND ").every((one) => TOOLS.includes(one)))
      ? []
      : [`${path}: ${license}`];
  });
  expect(bad).toEqual([]);
});

test("the TypeScript package needs no other package at run time", () => {
  const { dependencies } = JSON.parse(readFileSync("bindings/typescript/package.json", "utf8")) as {
    dependencies?: object;
  };
  expect(Object.keys(dependencies ?? {})).toEqual([]);
});
