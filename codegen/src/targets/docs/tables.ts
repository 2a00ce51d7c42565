/** Prints the index and the table of which language offers what. */
import type { Model } from "../../model/model.ts";
import { file, GENERATED } from "../../print/text.ts";
import type { Documentation } from "../../target.ts";
import { table } from "./pages.ts";

export function index(model: Model): string {
  const sections = model.namespaces.flatMap((namespace) => {
    const functions = model.functions.filter((f) => f.namespace === namespace);
    const classes = model.classes.filter((c) => c.namespace === namespace);
    if (functions.length + classes.length === 0) return [];
    return [
      `## ${namespace === "" ? "Top" : namespace}`,
      "",
      ...functions.map((f) => `- [${f.name}](functions/${f.name}.md): ${f.summary}`),
      ...classes.map((c) => `- [${c.name}](classes/${c.name}.md): ${c.summary}`),
      "",
    ];
  });
  return file([`<!-- ${GENERATED} -->`, "# Reference", "", "[What is offered where](coverage.md)", "", ...sections]);
}

/** What each language's target prints; what it can't print has no mark. */
export function coverage(model: Model, languages: readonly Documentation[]): string {
  const mark = (print: () => string | undefined): string => (print() ? "✓" : "");
  const functions = model.functions.map((f) => [
    `[${f.name}](functions/${f.name}.md)`,
    ...languages.map((language) => mark(() => language.signature(f, model))),
  ]);
  const classes = model.classes.map((c) => [
    `[${c.name}](classes/${c.name}.md)`,
    ...languages.map((language) => mark(() => language.classSignature?.(c, model))),
  ]);
  const head = ["", ...languages.map((language) => language.title)];
  return file([`<!-- ${GENERATED} -->`, "# What is offered where", "", ...table(head, [...functions, ...classes])]);
}
