/** Since which release a function or class is there: the first that recorded it, or the one that is being made. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export interface Dated {
  readonly name: string;
  since: string;
  readonly methods?: readonly Dated[];
  readonly constructor_?: Dated | null;
}

/** The functions, classes and methods of each release, the oldest first. */
function releases(root: string): readonly (readonly [string, ReadonlySet<string>])[] {
  const folder = join(root, "c-api/released");
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "functions.json")))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((version) => {
      const read = (file: string): Dated[] => JSON.parse(readFileSync(join(folder, version, file), "utf8")) as Dated[];
      const all = [...read("functions.json"), ...read("classes.json")];
      return [version, new Set(all.flatMap((one) => [one, ...parts(one)]).map((one) => one.name))];
    });
}

function parts(one: Dated): Dated[] {
  return [...(one.constructor_ ? [one.constructor_] : []), ...(one.methods ?? [])];
}

/** Writes it into records of the engine, which knows of one release only. */
export function date(root: string, records: readonly Dated[]): void {
  const { version } = parse(readFileSync(join(root, "c-api/abi.yml"), "utf8")) as {
    readonly version: { readonly major: number; readonly minor: number; readonly patch: number };
  };
  const current = `${version.major}.${version.minor}.${version.patch}`;
  const known = releases(root);
  for (const one of records.flatMap((record) => [record, ...parts(record)])) {
    one.since = known.find(([, names]) => names.has(one.name))?.[0] ?? current;
  }
}
