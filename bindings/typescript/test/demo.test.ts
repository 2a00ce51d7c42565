/** The program of docs/examples/typescript, as a user runs it. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const program = (name: string): string =>
  fileURLToPath(new URL(`../../../build/typescript/programs/${name}.js`, import.meta.url));

/** Where the Debian package has the images. */
const WHOLE = "/usr/share/datasets/fashion-mnist";

/** A folder with the first tenth of the images: five epochs of all of them are minutes. */
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "mixgrad-"));
  mkdirSync(join(made, "data"));
  for (const name of readdirSync(WHOLE).filter((file) => file.endsWith("ubyte.gz"))) {
    const bytes = gunzipSync(readFileSync(join(WHOLE, name)));
    const head = 4 + 4 * bytes.readUInt8(3);
    const count = bytes.readUInt32BE(4);
    const some = Buffer.from(bytes.subarray(0, head + ((bytes.length - head) / count) * (count / 10)));
    some.writeUInt32BE(count / 10, 4);
    writeFileSync(join(made, "data", name), gzipSync(some, { level: 1 }));
  }
  return made;
}

test("it trains under a terminal, and another process gets equal predictions", () => {
  const cwd = folder();
  const command = `stty cols 100; '${process.execPath}' '${program("fashion")}'`;
  const done = spawnSync("script", ["-qec", command, "/dev/null"], { cwd, encoding: "utf8", timeout: 1_200_000 });
  expect(done.status).toBe(0);
  expect(done.stdout).toMatch(/Layer +Class +Output +Parameters/);
  expect(done.stdout).toMatch(
    /\repoch 1\/5 \[[=> ]+\] \d+\/47 {2}loss [\d.]+ {2}acc [\d.]+ .*items\/s {2}\d+:\d\d left/,
  );
  expect(done.stdout).toMatch(/\repoch 5\/5 {2}loss .* val_acc 0\.\d+/);
  const accuracy = /\nval_acc (0\.\d{4})/.exec(done.stdout)?.[1];
  expect(Number(accuracy)).toBeGreaterThanOrEqual(0.8);
  for (const name of ["loss.svg", "predictions.svg"]) expect(readFileSync(join(cwd, name), "utf8")).toContain("<svg");
  const checked = spawnSync(process.execPath, [program("check")], { cwd, encoding: "utf8", timeout: 600_000 });
  expect(checked.stderr).toBe("");
  expect(checked.stdout).toMatch(/^equal predictions: (\w[\w /-]*, ){7}\w[\w /-]*\n$/);
});

test("without a terminal it prints a line for each epoch; Ctrl-C ends it cleanly", async () => {
  const cwd = folder();
  // Its own process sends the signal, or it might have ended before this one is let run.
  const press = `
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (...args) => {
      process.stderr.write = write;
      process.kill(process.pid, "SIGINT");
      return write(...args);
    };`;
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(press)}`, program("fashion")],
    { cwd },
  );
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(errors).toMatch(/^epoch 1\/5 {2}loss [^\r]*\n(epoch [2-5]\/5 [^\r]*\n)*CancelledError: [^\n]*cancelled\n$/);
  expect(code).toBe(130);
  expect(existsSync(join(cwd, "fashion.safetensors"))).toBe(false);
  expect(readdirSync(cwd)).toEqual(["data"]);
});
