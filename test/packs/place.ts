/** Where packs lie, and taking one out of its archive. */
import { execFileSync } from "node:child_process";
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
