/** Finds the targets: every folder of `targets/` with an index.ts. There is no list to edit. */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";
import type { Target } from "./target.ts";

const FOLDER = fileURLToPath(new URL("targets", import.meta.url));

export function targetNames(folder = FOLDER): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "index.ts")))
    .sort();
}

export async function loadTarget(name: string, folder = FOLDER): Promise<Target> {
  const module = (await import(pathToFileURL(join(folder, name, "index.ts")).href)) as { default: Target };
  if (module.default.name !== name)
    throw new Error(`targets/${name}/index.ts exports a target named "${module.default.name}"`);
  return module.default;
}

/** Loads only the targets that are asked for; all of them by default. */
export async function loadTargets(names: readonly string[] = targetNames(), folder = FOLDER): Promise<Target[]> {
  return Promise.all(names.map((name) => loadTarget(name, folder)));
}
