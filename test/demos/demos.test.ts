import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { languages } from "../runner/languages.ts";
import { built } from "../runner/make.ts";

const SYSTEM = "/usr/share/datasets/fashion-mnist";
const PLACE = resolve("build/test/demos");
const DATA = join(PLACE, "images");
const left = new Map<string, string>();

/** The first `count` of an IDX file. */
function some(file: string, count: number): void {
  const all = gunzipSync(readFileSync(join(SYSTEM, `${file}.gz`)));
  const axes = all[3] ?? 0;
  const header = 4 + 4 * axes;
  const each = (all.length - header) / all.readUInt32BE(4);
  const part = all.subarray(0, header + count * each);
  part.writeUInt32BE(count, 4);
  writeFileSync(join(DATA, file), part);
}

beforeAll(() => {
  rmSync(PLACE, { recursive: true, force: true });
  mkdirSync(DATA, { recursive: true });
  for (const kind of ["images-idx3", "labels-idx1"]) {
    some(`train-${kind}-ubyte`, 2048);
    some(`t10k-${kind}-ubyte`, 512);
  }
});

test("there is a program in each language", () => {
  expect(readdirSync("docs/examples")).toEqual(languages);
});

test.each(languages)("%s trains, tells how good it is, and leaves weights and pictures", (language) => {
  const folder = join(PLACE, language);
  const output = execFileSync("make", ["--no-print-directory", ...built(), `demo-${language}`, `demos=${PLACE}`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, MIXGRAD_DATA: DATA },
  });
  expect(Number(/val_acc\s*(0\.\d+)/.exec(output)?.[1])).toBeGreaterThan(0.6);
  const files = ["fashion.safetensors", "predictions.svg", "loss.svg"].map((name) => readFileSync(join(folder, name)));
  left.set(language, createHash("sha256").update(Buffer.concat(files)).digest("hex"));
});

test("all leave the same weights and pictures", () => {
  expect([...left.keys()]).toEqual(languages);
  expect(Object.fromEntries(left)).toEqual(Object.fromEntries(languages.map((name) => [name, [...left.values()][0]])));
});
