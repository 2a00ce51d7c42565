/** What a C++ file includes of the tree, and what that includes: everything whose change can change what a linter says. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export interface Reader {
  exists(path: string): boolean;
  read(path: string): string;
}

const DISK: Reader = { exists: existsSync, read: (path) => readFileSync(path, "utf8") };

/** Sorted, the file itself among them. `folders` are what `-I` names, relative to the tree as all paths are. */
export function closure(path: string, folders: readonly string[], reader: Reader = DISK): string[] {
  const seen = new Set<string>();
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const [, name = ""] of reader.read(next).matchAll(/^\s*#\s*include\s+["<]([^">]+)[">]/gm)) {
      const found = [dirname(next), ...folders]
        .map((folder) => normalize(join(folder, name)))
        .find((candidate) => !candidate.startsWith("..") && reader.exists(candidate));
      if (found) open.push(found);
    }
  }
  return [...seen].sort();
}
