/** Calls that are typed right compile, and each mistake is an error of its own line. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

interface Call {
  readonly line: number;
  readonly subject: string;
  readonly what: string;
  readonly compiles: boolean;
}
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const LIST = `${ROOT}build/conformance/typed/typescript.json`;
if (!existsSync(LIST)) throw new Error("there are no typed calls: make test-typescript prints them");
const { source, calls } = JSON.parse(readFileSync(LIST, "utf8")) as { source: string; calls: readonly Call[] };

/** The lines of the source in which the compiler finds an error. */
function refused(): Set<number> {
  const program = ts.createProgram([ROOT + source], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    paths: { mixgrad: [fileURLToPath(new URL("../dist/index.d.ts", import.meta.url))] },
  });
  const file = program.getSourceFile(ROOT + source);
  if (!file) throw new Error(`there is no ${source}`);
  const found = ts.getPreEmitDiagnostics(program);
  const outside = found.filter((d) => d.file !== file).map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n"));
  expect(outside, "errors outside of the calls").toEqual([]);
  return new Set(found.map((d) => file.getLineAndCharacterOfPosition(d.start ?? 0).line + 1));
}

describe("typed calls", () => {
  const lines = refused();
  const text = readFileSync(ROOT + source, "utf8").split("\n");
  const subjects = [...new Set(calls.map((call) => call.subject))];
  test("are many", () => expect(subjects.length).toBeGreaterThan(100));
  test("have their errors inside", () => {
    const known = new Set(calls.map((call) => call.line));
    expect([...lines].filter((line) => !known.has(line))).toEqual([]);
  });
  test.each(subjects)("%s", (subject) => {
    const own = calls.filter((call) => call.subject === subject);
    expect(new Set(own.map((call) => call.compiles)).size, "right and wrong ones").toBe(2);
    const wrong = own
      .filter((call) => lines.has(call.line) === call.compiles)
      .map((call) => `${call.what} ${call.compiles ? "is refused" : "is accepted"}: ${text[call.line - 1] ?? ""}`);
    expect(wrong).toEqual([]);
  });
});
