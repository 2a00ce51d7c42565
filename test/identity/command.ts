import { execFileSync } from "node:child_process";
import { built } from "../runner/make.ts";

/** The command that runs a language's identity program; it builds what is not built. */
export function command(language: string): string {
  return execFileSync("make", ["--no-print-directory", ...built(), `identity-command-${language}`], {
    encoding: "utf8",
  }).trim();
}
