/** Where packs lie, and taking one out of its archive. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

export const PACKS = resolve(process.env["MIXGRAD_PACKS"] ?? "../shared/packs");
const OPENED = resolve("build/test/packs");

/** The file of a pack; undefined if it isn't there. */
export function pack(file: string): string | undefined {
  const path = join(PACKS, file);
  return existsSync(path) ? path : undefined;
}

/** The folder with what the archive holds. */
export function opened(archive: string, name: string): string {
  const folder = join(OPENED, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  const [inside] = readdirSync(folder);
  return join(folder, inside ?? ".");
}

/** Runs a program of Python that finds the adapters; status 1 says that some samples failed. */
export function python(command: string, args: readonly string[]): void {
  const path = [resolve("test/packs"), process.env["PYTHONPATH"]].filter(Boolean).join(":");
  const result = spawnSync(command, ["-W", "ignore", ...args], {
    encoding: "utf8",
    timeout: 3_600_000,
    env: { ...process.env, PYTHONPATH: path },
  });
  if (result.status === 0 || result.status === 1) return;
  throw new Error(`${args.join(" ")} ended with ${result.status ?? result.signal}:\n${result.stderr}`);
}
