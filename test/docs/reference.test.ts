import { readFileSync, readdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { execFileSync } from "node:child_process";

const ROOT = "build/docs/reference";
const TABS = ["TypeScript", "Python", "R", "Julia", "Java", "Scala"];
const names = (kind: string): string[] =>
  readdirSync(`c-api/schema/${kind}`)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.replace(/\.json$/, ""));

beforeAll(() => {
  execFileSync("npm", ["run", "-s", "generate", "-w", "codegen", "--", "--target", "docs"], { stdio: "pipe" });
});

test.each([...names("functions").map((n) => `functions/${n}`), ...names("classes").map((n) => `classes/${n}`)])(
  "%s has a page with a tab for each language",
  (page) => {
    const text = readFileSync(`${ROOT}/${page}.md`, "utf8");
    expect(TABS.filter((tab) => !new RegExp(`\\b${tab}\\b`).test(text))).toEqual([]);
    expect(text.replace(/^```[\s\S]*?^```$/gm, "")).not.toMatch(/undefined|\[object Object\]/);
  },
);
