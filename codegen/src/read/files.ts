/** Reads JSON and YAML from below a root, turning what can not be parsed into problems. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Problems } from "./problems.ts";

export function readText(root: string, file: string, problems: Problems): string | undefined {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch (error) {
    problems.add(file, "", `can not be read: ${(error as Error).message.split(",")[0]}`);
    return undefined;
  }
}

export function readYaml(root: string, file: string, problems: Problems): unknown {
  const text = readText(root, file, problems);
  if (text === undefined) return undefined;
  const document = parseDocument(text);
  for (const error of document.errors) problems.add(file, "", error.message.split("\n")[0] ?? "not YAML");
  return document.errors.length > 0 ? undefined : document.toJS();
}

export function readJson(root: string, file: string, problems: Problems): unknown {
  const text = readText(root, file, problems);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    problems.add(file, "", `not JSON: ${(error as Error).message}`);
    return undefined;
  }
}

/** The files of a folder with an ending, sorted, as paths from the root; none if there is no such folder. */
export function filesIn(root: string, folder: string, ending: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);
}
