import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const bindings = resolve(dirname(fileURLToPath(import.meta.url)), "../../bindings");

/** The languages that have a package, as the Makefile finds them. */
export const languages: readonly string[] = readdirSync(bindings).filter((name) =>
  existsSync(join(bindings, name, "targets.mk")),
);
