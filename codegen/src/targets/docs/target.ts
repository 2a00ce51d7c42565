/** The reference: one page for each function and class, with every language that can print it. */
import type { Documentation, Target } from "../../target.ts";
import { classPage, functionPage } from "./pages.ts";
import { coverage, index } from "./tables.ts";

const ROOT = "build/docs/reference";

export function referenceTarget(languages: readonly Documentation[]): Target {
  return {
    name: "docs",
    owns: [ROOT],
    built: true,
    files: (model) => [
      { path: `${ROOT}/index.md`, text: index(model) },
      { path: `${ROOT}/coverage.md`, text: coverage(model, languages) },
      ...model.functions.map((f) => ({
        path: `${ROOT}/functions/${f.name}.md`,
        text: functionPage(f, model, languages),
      })),
      ...model.classes.map((c) => ({ path: `${ROOT}/classes/${c.name}.md`, text: classPage(c, model, languages) })),
    ],
  };
}
