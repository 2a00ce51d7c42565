/** Writing, checking, deleting what is stale, and writing nothing while anything is wrong. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plan } from "../src/generate.ts";
import { GENERATED } from "../src/print/text.ts";
import { write } from "../src/write/plan.ts";
import type { Target } from "../src/target.ts";
import { CLI, copyOfInvented, edit, INVENTED, inventedModel, temporaryFolder } from "./support.ts";
import { toy } from "./toy/language.ts";

const model = inventedModel();
const one = (text: string, path = "out/one.txt"): Target => ({
  name: "one",
  owns: ["out"],
  files: () => [{ path, text: `# ${GENERATED}\n${text}\n` }],
});

describe("the plan", () => {
  test("is empty after it was written", () => {
    const root = temporaryFolder();
    const first = plan(root, model, [one("a"), toy]);
    expect([...first.changed.keys()]).toContain("out/one.txt");
    write(first);
    const second = plan(root, model, [one("a"), toy]);
    expect([second.changed.size, second.stale]).toEqual([0, []]);
    expect([...plan(root, model, [one("b"), toy]).changed.keys()]).toEqual(["out/one.txt"]);
  });

  test("deletes generated files that are no longer printed, and nothing else", () => {
    const root = temporaryFolder();
    write(plan(root, model, [one("a", "out/old/deep.txt")]));
    writeFileSync(join(root, "out/hand.txt"), "mine\n");
    const next = plan(root, model, [one("a")]);
    expect(next.stale).toEqual(["out/old/deep.txt"]);
    write(next);
    expect(existsSync(join(root, "out/old/deep.txt"))).toBe(false);
    expect(readFileSync(join(root, "out/hand.txt"), "utf8")).toBe("mine\n");
  });

  test("refuses files outside of what a target owns, and files printed twice", () => {
    const root = temporaryFolder();
    expect(() => plan(root, model, [one("a", "elsewhere/one.txt")])).toThrow("is not among what target one owns");
    expect(() => plan(root, model, [one("a"), one("b")])).toThrow("printed twice");
  });
});

describe("the command", () => {
  const run = (root: string, ...more: string[]): { status: number | null; err: string; out: string } => {
    const done = spawnSync(
      "npx",
      ["tsx", CLI, "generate", "--root", root, "--schemas", ".", "--target", "c", ...more],
      {
        encoding: "utf8",
      },
    );
    return { status: done.status, err: done.stderr, out: done.stdout };
  };

  test("writes, checks, and says what to do", () => {
    const root = copyOfInvented();
    expect(run(root).out).toContain("wrote c-api/include/mixgrad/mixgrad.h");
    expect(run(root, "--check").status).toBe(0);
    writeFileSync(join(root, "c-api/include/mixgrad/mixgrad.h"), "spoilt");
    writeFileSync(join(root, "c-api/include/mixgrad/old.h"), `// ${GENERATED}\n`);
    const { status, err } = run(root, "--check");
    expect(status).toBe(1);
    expect(err).toContain("Generated files are committed");
    expect(err).toContain("differs: c-api/include/mixgrad/mixgrad.h");
    expect(err).toContain("no longer printed: c-api/include/mixgrad/old.h");
    expect(err).toContain("make generate");
  });

  test("writes nothing when a schema is wrong", () => {
    const root = copyOfInvented();
    edit(root, "functions/add.json", (r) => (r.summary = ""));
    const { status, err } = run(root);
    expect(status).toBe(1);
    expect(err).toContain("./functions/add.json: /summary: is empty");
    expect(existsSync(join(root, "c-api/include"))).toBe(false);
  });

  test("names the targets that there are", () => {
    expect(run(INVENTED, "--target", "cobol").err).toMatch(/no target cobol; there are: .*\bc\b/);
  });
});

describe("the C headers", () => {
  const source =
    '#include "mixgrad/ops.h"\nint use(void);\nint use(void) { return (int)sizeof(mixgrad_op_topk_options); }\n';
  // ops.h uses the kinds of the real ABI, so it is printed from the invented schemas and the real abi.yml.
  const root = new URL("../..", import.meta.url).pathname;
  const compile = (compiler: string, args: readonly string[], file: string): void => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "c-api"));
    for (const name of ["abi.yml", "errors.yml"]) cpSync(join(root, "c-api", name), join(folder, "c-api", name));
    for (const name of ["functions", "classes"]) cpSync(join(INVENTED, name), join(folder, name), { recursive: true });
    execFileSync("npx", ["tsx", CLI, "generate", "--root", folder, "--schemas", ".", "--target", "c"]);
    writeFileSync(join(folder, file), source);
    execFileSync(compiler, [...args, "-I", join(folder, "c-api/include"), "-fsyntax-only", join(folder, file)]);
  };
  const strict = ["-Wall", "-Wextra", "-pedantic", "-Werror"];

  test("are C99", () => compile("gcc", ["-std=c99", ...strict], "use.c"));
  test("are C++20", () => compile("g++", ["-std=c++20", ...strict], "use.cc"));
});
