/** The native dependencies: pinned in core/third_party.cmake, their licences as the distribution's packages tell them. */
import { existsSync, readFileSync } from "node:fs";

export interface Native {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly use: string;
  /** The licence's text is part of every package. */
  readonly ships: boolean;
}

export function natives(): Native[] {
  const lines = readFileSync("core/third_party.cmake", "utf8").split("\n");
  return lines.flatMap((line) => {
    const found = /^#\s{3}(\S+)\s+(\d\S*)\s+(\S+)\s{2,}(.+)$/.exec(line);
    if (!found) return [];
    const [, name = "", version = "", licence = "", use = ""] = found;
    return [{ name, version, licence, use, ships: !use.startsWith("tests only") }];
  });
}

/** What Debian keeps of a package's licence. */
export function licenceText({ name }: Native): string | undefined {
  const path = `/usr/share/doc/${name}/copyright`;
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
