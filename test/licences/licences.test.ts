import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
  "PSF-2.0",
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
    return accepted(license) ? [] : [`${path}: ${license}`];
  });
  expect(bad).toEqual([]);
});

/** One of the choices of an SPDX expression is on the list. */
function accepted(expression = "none"): boolean {
  const choices = expression.replace(/[()]/g, "").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((one) => TOOLS.includes(one)));
}

/** What packages say that are older than SPDX expressions in Python's metadata. */
const CLASSIFIERS: Readonly<Record<string, string>> = {
  "Apache Software License": "Apache-2.0",
  "BSD License": "BSD-3-Clause",
  "MIT License": "MIT",
  "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
};

test("every Python package that is installed has a licence on the list", () => {
  const lib = readdirSync("build/venv/lib").map((python) => join("build/venv/lib", python, "site-packages"));
  const installed = lib.flatMap((folder) =>
    readdirSync(folder)
      .filter((entry) => entry.endsWith(".dist-info"))
      .map((entry) => join(folder, entry, "METADATA")),
  );
  expect(installed.length).toBeGreaterThan(10);
  const bad = installed.flatMap((path) => {
    const text = readFileSync(path, "utf8");
    const [, expression] = /^License-Expression: (.+)$/m.exec(text) ?? [];
    const [, classifier = ""] = /^Classifier: License :: OSI Approved :: (.+)$/m.exec(text) ?? [];
    return accepted(expression ?? CLASSIFIERS[classifier]) ? [] : [`${path}: ${expression ?? classifier}`];
  });
  expect(bad).toEqual([]);
});

test("the TypeScript package needs no other package at run time", () => {
  const { dependencies } = JSON.parse(readFileSync("bindings/typescript/package.json", "utf8")) as {
    dependencies?: object;
  };
  expect(Object.keys(dependencies ?? {})).toEqual([]);
});
