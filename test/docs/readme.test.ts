import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { picture, PICTURE, README, updated } from "../../docs/tools/claims.ts";
import { recorded } from "../../docs/tools/results.ts";

const readme = readFileSync(README, "utf8");
const results = recorded();

test("the README shows what is recorded, and the program that is run", async () => {
  expect(await updated(readme, results)).toBe(readme);
  expect(readFileSync(PICTURE, "utf8")).toBe(picture(results));
});

test("a README that says something else is noticed", async () => {
  for (const [from, to] of [
    ["epochs: 3", "epochs: 4"],
    [" ✓ |", " ✓✓ |"],
  ] as const) {
    const other = readme.replace(from, to);
    expect(other).not.toBe(readme);
    expect(await updated(other, results)).toBe(readme);
  }
  const [family, counts] = Object.entries(results.works)[0] as [string, (typeof results.works)[string]];
  const worse = { ...results, works: { ...results.works, [family]: { ...counts, julia: counts.julia - 1 } } };
  expect(await updated(readme, worse)).toContain(`${counts.julia - 1} of ${counts.all}`);
});

test("the README's program, compiled with strict types, trains and saves", () => {
  const folder = mkdtempSync(join(tmpdir(), "mixgrad-"));
  execFileSync(process.execPath, [resolve("build/typescript/programs/readme.js")], { cwd: folder, stdio: "pipe" });
  const file = readFileSync(join(folder, "fashion.safetensors"));
  const header = JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE())).toString()) as Record<string, unknown>;
  expect(header).toMatchObject({
    "1.weight": { dtype: "F32", shape: [256, 784] },
    "3.bias": { dtype: "F32", shape: [10] },
  });
});
