/** What the tests share. `check` is what the documentation's examples expect. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as mg from "mixgrad";
import { expect, vi } from "vitest";

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

/** For what a busy machine may hold up: a limit that only a fault reaches. */
export const LONG = { timeout: 600_000, interval: 5 };

/** Lets the collector run and what it found be freed, until nothing more is. */
export async function collect(): Promise<void> {
  let before = "";
  for (let same = 0; same < 4;) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { tensors, objects, handles } = mg.memory();
    const now = [tensors, objects, handles].join();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

/** For what ends in another thread: collects until the counters are so. */
export async function expectAlive(check: (memory: ReturnType<typeof mg.memory>) => void): Promise<void> {
  await vi.waitFor(async () => {
    await collect();
    check(mg.memory());
  }, LONG);
}

/**
 * The process does not grow: if it always grew as in its best round, it would be by less than a twentieth. With a leak all
 * rounds grow; what allocators and collectors keep for themselves comes to an end, earlier or later.
 */
export function expectNoGrowth(sizes: readonly number[]): void {
  const grown = sizes.slice(1).map((size, i) => size - (sizes[i] ?? 0));
  expect(Math.min(...grown) * grown.length).toBeLessThan(0.05 * (sizes[0] ?? 0));
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
  const done = spawnSync("bash", ["-c", command], { encoding: "utf8", timeout: 600_000, cwd: folder });
  return { status: done.status, output: done.stdout + done.stderr };
}
