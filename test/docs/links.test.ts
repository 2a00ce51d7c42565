import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((page) => existsSync(page) && !page.includes("/golden/"));

/** Targets of a page's links, code left out. */
function links(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
}

test("there are pages", () => expect(pages.length).toBeGreaterThan(10));

test.each(pages)("%s: every link leads to a file", (page) => {
  const local = links(readFileSync(page, "utf8")).filter((link) => !/^(https?:|mailto:|#)/.test(link));
  const broken = local.filter((link) => !existsSync(normalize(join(dirname(page), link.split("#")[0] as string))));
  expect(broken).toEqual([]);
});

/** Folders with sources that a newcomer would open. */
const folders = [
  ...new Set(
    execFileSync("git", ["ls-files", "core", "c-api", "codegen/src", "test", "bindings", "docs"], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map(dirname),
  ),
].filter(
  (folder) =>
    existsSync(folder) &&
    statSync(folder).isDirectory() &&
    !/\/(generated|golden|schema|released|cases|inst|man|examples|testthat|resources|META-INF)(\/|$)/.test(folder) &&
    folder.split("/").length <= 3,
);

test.each(folders)("%s has a README", (folder) => {
  const own = existsSync(join(folder, "README.md"));
  const above = existsSync(join(dirname(folder), "README.md"));
  expect(own || above).toBe(true);
});
