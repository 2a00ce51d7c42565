/** What would have to change on the disk. Only files that carry the mark of being generated are ever deleted. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GENERATED } from "../print/text.ts";

export interface Plan {
  readonly root: string;
  /** Paths and texts of files that are missing or differ. */
  readonly changed: ReadonlyMap<string, string>;
  /** Generated files that nothing prints any more. */
  readonly stale: readonly string[];
}

export function difference(root: string, files: ReadonlyMap<string, string>, owned: readonly string[]): Plan {
  const changed = new Map([...files].filter(([path, text]) => current(join(root, path)) !== text));
  const present = new Set(owned.flatMap((path) => walk(root, path)));
  const stale = [...present].filter((path) => !files.has(path) && isGenerated(join(root, path))).sort();
  return { root, changed, stale };
}

function current(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** The files at or below a path, from the root. */
function walk(root: string, path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const names = readdirSync(join(root, path)).filter((name) => name !== "node_modules" && name !== "build");
  return names.flatMap((name) => walk(root, `${path}/${name}`));
}

/** The mark stands in the first lines, in a comment or, in JSON, as a value. */
function isGenerated(path: string): boolean {
  return readFileSync(path, "utf8").slice(0, 400).includes(GENERATED);
}

/** Each file appears whole or not at all. */
export function write({ root, changed, stale }: Plan): void {
  for (const [path, text] of changed) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.part`, text);
    renameSync(`${target}.part`, target);
  }
  for (const path of stale) rmSync(join(root, path));
}
