/** `text`: what every file that is written by hand is held to, whatever its language. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { sources } from "./sources.ts";

export const LINES = 400;

/** Longer, with the reason. */
export const LONG: Readonly<Record<string, string>> = {
  "c-api/abi.yml": "a table to look things up in; two files would have two places for one fact",
};

export function problems(path: string, text: string): string[] {
  const out: string[] = [];
  const lines = text.split("\n");
  const count = lines.length - 1;
  if (count >= LINES && !(path in LONG)) {
    out.push(`${path}: ${count} lines; a file holds one idea in fewer than ${LINES}: split it`);
  }
  if (text !== "" && lines.at(-1) !== "") out.push(`${path}:${lines.length}: the last line has no end`);
  const tabs = /(^|\/)Makefile$|\.mk$/.test(path);
  for (const [i, line] of lines.entries()) {
    if (/\s$/.test(line)) out.push(`${path}:${i + 1}: white space at the end of the line`);
    if (!tabs && line.includes("\t")) out.push(`${path}:${i + 1}: a tab; indent with spaces`);
  }
  return out;
}

/** Exceptions that nothing needs any more. */
export function stale(lengths: ReadonlyMap<string, number>): string[] {
  return Object.keys(LONG)
    .filter((path) => (lengths.get(path) ?? 0) < LINES)
    .map((path) => `test/lint/text.ts: ${path} needs no exception from the length`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const texts = sources().map((path) => [path, readFileSync(path, "utf8")] as const);
  const found = [
    ...texts.flatMap(([path, text]) => problems(path, text)),
    ...stale(new Map(texts.map(([path, text]) => [path, text.split("\n").length - 1]))),
  ];
  for (const problem of found) console.error(problem);
  if (texts.length < 500) console.error(`only ${texts.length} files were found; git ls-files should list them all`);
  process.exit(found.length > 0 || texts.length < 500 ? 1 : 0);
}
