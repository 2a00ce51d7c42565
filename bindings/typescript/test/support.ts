/** What the tests share. `check` is what the documentation's examples expect. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as mg from "mixgrad";
import { expect } from "vitest";

export interface Expected {
  equals?: unknown;
  shape?: readonly number[];
  dtype?: string;
  tolerance?: number;
}

/** How far float32 may be from decimal digits. */
const CLOSE = 1e-6;

function flat(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}

function shapeOf(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...(value.length > 0 ? shapeOf(value[0]) : [])] : [];
}

function same(found: unknown, wanted: unknown, tolerance: number): boolean {
  if (typeof wanted !== "number") return Object.is(found, wanted);
  if (Number.isNaN(wanted)) return Number.isNaN(found);
  const x = Number(found);
  return x === wanted || Math.abs(x - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}

export async function check(value: unknown, { equals, shape, dtype, tolerance = 0 }: Expected): Promise<void> {
  if (shape !== undefined) expect((value as mg.Tensor).shape).toEqual(shape);
  if (dtype !== undefined) expect((value as mg.Tensor).dtype).toBe(dtype);
  if (equals === undefined) return;
  if (value instanceof mg.Tensor) expect(value.shape).toEqual(shapeOf(equals));
  const found = flat(value instanceof mg.Tensor ? await value.toArray() : value);
  const wanted = flat(equals);
  expect(found.length).toBe(wanted.length);
  const allowed = Math.max(tolerance, CLOSE);
  found.forEach((x, i) => {
    if (!same(x, wanted[i], allowed)) expect(found).toEqual(wanted);
  });
}

/** The error that a function throws, which must be of the class. */
export function errorFrom<E extends mg.MgError>(errorClass: abstract new (...args: never[]) => E, f: () => unknown): E {
  try {
    f();
  } catch (error) {
    expect(error).toBeInstanceOf(errorClass);
    return error as E;
  }
  throw new Error("nothing was thrown");
}

/** Lets the collector run and what it found be freed. */
export async function collect(): Promise<void> {
  for (let i = 0; i < 4; ++i) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Two classes of points in the plane, which a line parts. */
export function points(n = 64): [mg.Tensor, mg.Tensor] {
  const x = mg.normal([n, 2]);
  return [x, x.sum(1).greater(0).astype("int64")];
}

const PACKAGE = new URL("../dist/index.js", import.meta.url).href;

/** Runs a program in a process of its own, with `mg` imported. `before` is put before the command in the shell. */
export function run(
  folder: string,
  program: string,
  flags: readonly string[] = [],
  before = "",
): { status: number | null; output: string } {
  const path = join(folder, "program.mjs");
  writeFileSync(path, `import * as mg from ${JSON.stringify(PACKAGE)};\n${program}`);
  const command = `${before} exec ${[process.execPath, ...flags, path].map((word) => `'${word}'`).join(" ")}`;
  const done = spawnSync("bash", ["-c", command], { encoding: "utf8", timeout: 120_000, cwd: folder });
  return { status: done.status, output: done.stdout + done.stderr };
}
