import { execFileSync } from "node:child_process";

/** The command that runs a language's identity program; it builds what is not built. */
export function command(language: string): string {
  return execFileSync("make", ["--no-print-directory", `identity-command-${language}`], { encoding: "utf8" }).trim();
}
