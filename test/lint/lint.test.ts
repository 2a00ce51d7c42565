import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { closure } from "./includes.ts";
import { byHand, sources } from "./sources.ts";
import { LINES, LONG, problems, stale } from "./text.ts";

const lines = (n: number) => "x\n".repeat(n);

test("a file has fewer than 400 lines, unless it is named with a reason", () => {
  expect(problems("a.cc", lines(LINES - 1))).toEqual([]);
  expect(problems("a.cc", lines(LINES))).toEqual([expect.stringContaining("a.cc: 400 lines")]);
  for (const path of Object.keys(LONG)) expect(problems(path, lines(LINES))).toEqual([]);
});

test("an exception that nothing needs is a problem", () => {
  const long = Object.keys(LONG);
  expect(stale(new Map(long.map((path) => [path, LINES])))).toEqual([]);
  expect(stale(new Map(long.map((path) => [path, LINES - 1])))).toHaveLength(long.length);
  expect(stale(new Map())).toHaveLength(long.length);
});

test("white space that nobody sees", () => {
  expect(problems("a.jl", "x = 1 \n")).toEqual([expect.stringContaining("a.jl:1: white space")]);
  expect(problems("a.jl", "x\r\n")).toHaveLength(1);
  expect(problems("a.jl", "if x\n\ty\n")).toEqual([expect.stringContaining("a.jl:2: a tab")]);
  expect(problems("Makefile", "all:\n\ttrue\n")).toEqual([]);
  expect(problems("a.jl", "x = 1")).toEqual([expect.stringContaining("no end")]);
});

test("what is written by hand", () => {
  const found = sources();
  for (const path of [
    "core/tensor/shape.cc",
    "codegen/src/print/text.ts", // holds the mark of what is generated, and is not
    "bindings/julia/src/Mixgrad.jl",
    "bindings/r/R/tensor.R",
    "test/conformance/cases/add.py",
    "Makefile",
  ]) {
    expect(found).toContain(path);
  }
  for (const path of [
    "c-api/include/mixgrad/mixgrad.h",
    "c-api/generated/errors.inc",
    "bindings/r/R/generated-nn.R",
    "bindings/python/src/mixgrad/__init__.pyi",
    "test/conformance/cases/add.json",
    "c-api/schema/functions/add.json",
  ]) {
    expect(byHand(path), path).toBe(false);
  }
});

test("what a file includes, and what that includes", () => {
  const texts: Record<string, string> = {
    "a/one.cc": '#include "a/one.h"\n#include <vector>\n#  include "near.h"\n',
    "a/one.h": '#include "b/two.h"\n',
    "a/near.h": "",
    "b/two.h": '#include "a/one.h"\n',
    "include/far.h": "",
    "b/three.c": "#include <far.h>\n",
  };
  const reader = { exists: (path: string) => path in texts, read: (path: string) => texts[path] ?? "" };
  expect(closure("a/one.cc", ["."], reader)).toEqual(["a/near.h", "a/one.cc", "a/one.h", "b/two.h"]);
  expect(closure("b/three.c", [".", "include"], reader)).toEqual(["b/three.c", "include/far.h"]);
  expect(closure("core/tensor/shape.cc", ["."])).toContain("core/tensor/shape.h");
});

test("each rule of clang-tidy that is switched off says why", () => {
  const off = readFileSync(".clang-tidy", "utf8")
    .split("\n")
    .filter((line) => /^\s+- -[^*]/.test(line));
  expect(off.length).toBeGreaterThan(5);
  expect(off.filter((line) => !/ # \S/.test(line))).toEqual([]);
});
