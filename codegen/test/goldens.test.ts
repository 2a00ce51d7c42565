/** Each target prints the invented schemas exactly as its goldens say. UPDATE_GOLDENS=1 writes them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { loadTarget, targetNames } from "../src/discover.ts";
import { referenceTarget } from "../src/targets/docs/target.ts";
import { conformanceTarget } from "../src/targets/conformance/target.ts";
import { typedTarget } from "../src/targets/typed_calls/target.ts";
import type { Target } from "../src/target.ts";
import { inventedCases } from "./invented/cases.ts";
import { toy, toySpelling, toyTyping } from "./toy/language.ts";
import { GOLDEN, inventedModel, TARGETS } from "./support.ts";

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** The reference and the plans are printed with the toy language, so that its goldens do not change with every real one. */
async function load(name: string): Promise<Target> {
  if (name === "conformance") return conformanceTarget([{ name: "toy", spelling: toySpelling }], () => inventedCases);
  if (name === "typed_calls") return typedTarget([{ name: "toy", typing: toyTyping }]);
  return name === "docs" && toy.documentation ? referenceTarget([toy.documentation]) : loadTarget(name);
}

/** What is built stands in a folder that git ignores; its goldens must not. */
const goldenPath = (path: string): string => path.replace(/^build\//, "built/");

describe.each(targetNames())("target %s", (name) => {
  const folder = join(GOLDEN, name);

  test("has a README", () => {
    expect(existsSync(join(TARGETS, name, "README.md"))).toBe(true);
  });

  test("prints its goldens", async () => {
    const printed = new Map((await load(name)).files(inventedModel()).map((f) => [goldenPath(f.path), f.text]));
    if (process.env["UPDATE_GOLDENS"] === "1") {
      rmSync(folder, { recursive: true, force: true });
      for (const [path, text] of printed) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
    const golden = filesBelow(folder).map((path) => relative(folder, path));
    expect(golden.length, `no goldens: UPDATE_GOLDENS=1 npm test -w codegen`).toBeGreaterThan(0);
    expect([...printed.keys()].sort()).toEqual(golden.sort());
    for (const [path, text] of printed) expect(text, path).toBe(readFileSync(join(folder, path), "utf8"));
  });

  test("prints the same twice, and only what it owns", async () => {
    const target = await load(name);
    const first = target.files(inventedModel());
    expect(target.files(inventedModel())).toEqual(first);
    for (const { path } of first)
      expect(
        target.owns.some((own) => path === own || path.startsWith(`${own}/`)),
        path,
      ).toBe(true);
  });
});
