/** The program of docs/examples/typescript, as a user runs it. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = (name: string): string =>
  fileURLToPath(new URL(`../../../build/typescript/programs/${name}.js`, import.meta.url));
const folder = (): string => mkdtempSync(join(tmpdir(), "mixgrad-"));

test("it trains under a terminal, and another process gets equal predictions", () => {
  const cwd = folder();
  const command = `stty cols 100; '${process.execPath}' '${program("fashion")}'`;
  const done = spawnSync("script", ["-qec", command, "/dev/null"], { cwd, encoding: "utf8", timeout: 300_000 });
  expect(done.status).toBe(0);
  expect(done.stdout).toMatch(/Layer +Class +Output +Parameters/);
  expect(done.stdout).toMatch(
    /\repoch 1\/3 \[[=> ]+\] \d+\/469 {2}loss [\d.]+ {2}acc [\d.]+ .*items\/s {2}\d+:\d\d left/,
  );
  expect(done.stdout).toMatch(/\repoch 3\/3 {2}loss .* val_acc 0\.\d+/);
  const accuracy = /\nval_acc (0\.\d{4})/.exec(done.stdout)?.[1];
  expect(Number(accuracy)).toBeGreaterThanOrEqual(0.86);
  for (const name of ["loss.svg", "predictions.svg"]) expect(readFileSync(join(cwd, name), "utf8")).toContain("<svg");
  const checked = spawnSync(process.execPath, [program("check")], { cwd, encoding: "utf8", timeout: 60_000 });
  expect(checked.stderr).toBe("");
  expect(checked.stdout).toMatch(/^equal predictions: (\w[\w /-]*, ){7}\w[\w /-]*\n$/);
});

test("without a terminal it prints a line for each epoch; Ctrl-C ends it cleanly", async () => {
  const cwd = folder();
  const child = spawn(process.execPath, [program("fashion")], { cwd });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    if (errors === "") child.kill("SIGINT");
    errors += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(errors).toMatch(/^epoch 1\/3 {2}loss [^\r]*\n(epoch 2\/3 [^\r]*\n)?CancelledError: [^\n]*cancelled\n$/);
  expect(code).toBe(130);
  expect(existsSync(join(cwd, "fashion.safetensors"))).toBe(false);
  expect(readdirSync(cwd)).toEqual([]);
});
