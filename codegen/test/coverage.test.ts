/** What the schemas demand of the case files, and the case files leave out, is found. */
import { describe, expect, test } from "vitest";
import type { CaseFile, CaseRecord } from "../src/targets/conformance/cases.ts";
import { missingCases } from "../src/targets/conformance/coverage.ts";
import { inventedCases } from "./invented/cases.ts";
import { inventedModel } from "./support.ts";

const model = inventedModel();
const missing = (change: (files: CaseFile[]) => CaseFile[]): string[] =>
  missingCases(model, { ...inventedCases, files: change([...inventedCases.files]) });
const of = (subject: string, more: Partial<CaseFile>) => (files: CaseFile[]) =>
  files.map((file) => (file.subject === subject ? { ...file, ...more } : file));
const with_ = (subject: string, ...more: CaseRecord[]): string[] =>
  missing((files) => files.map((f) => (f.subject === subject ? { ...f, cases: [...f.cases, ...more] } : f)));

describe("the invented cases leave out", () => {
  test.each([
    "weave has no cases: write test/conformance/cases/weave.py",
    "Widget has no cases: write test/conformance/cases/classes/Widget.py",
    "no case leaves out the argument axis of topk",
    "no case gives Linear.new the argument bias",
    "no case causes the error topk value: k exceeds the size of the axis",
  ])("%s", (problem) => expect(missing((files) => files)).toContain(problem));
});

const topk = { x: { tensor: { dtype: "float32", shape: [1], bits: "00000000" } }, k: 2 };
const wrong: CaseRecord = {
  id: "topk/too many",
  arguments: topk,
  error: { code: "value", operator: "topk", argument: "k", mentions: [] },
};
const elsewhere = { function: "topk", code: "value", file: "a.cc", test: "Fails", why: "it can not be said here" };

describe("an error", () => {
  const problem = "no case causes the error topk value: k exceeds the size of the axis";
  test("is caused by a case", () => expect(with_("topk", wrong)).not.toContain(problem));
  test("shows nothing of the arguments", () =>
    expect(with_("topk", wrong)).toContain("no case leaves out the argument axis of topk"));
  test("may be caused by another test", () =>
    expect(missing(of("topk", { elsewhere: [elsewhere] }))).not.toContain(problem));
  test("is not named without need", () =>
    expect(missing(of("topk", { elsewhere: [elsewhere], cases: [wrong] }))).toContain(
      "the error topk value is tested elsewhere without need",
    ));
});
