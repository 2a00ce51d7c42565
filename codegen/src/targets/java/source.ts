/** A source file of Java: its package, the imports that its text needs, and the text. */
import type { Model } from "../../model/model.ts";
import { file, GENERATED } from "../../print/text.ts";
import { knownNames } from "./names.ts";

export interface Source {
  readonly package: string;
  readonly name: string;
  readonly lines: readonly string[];
}

export function sourceFile({ package: where, name, lines }: Source, model: Model): string {
  const known = knownNames(model);
  const code = lines
    .map((line) => (/^\s*(\/\*\*|\*)/.test(line) ? mentioned(line) : line))
    .join("\n")
    .replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const words = new Set([...code.matchAll(/(?<![.\w])[A-Z]\w*/g)].map(([word]) => word));
  const imports = [...words]
    .flatMap((word) => known.get(word) ?? [])
    .filter((full) => full !== `${where}.${name}` && full.slice(0, full.lastIndexOf(".")) !== where)
    .sort();
  const statics = [
    ...(/(?<![.\w])ABSENT\b/.test(code) ? ["import static io.mixgrad.internal.Absent.ABSENT;", ""] : []),
    ...(/(?<![.\w])expect\(/.test(code) ? ["import static io.mixgrad.Expectations.expect;", ""] : []),
  ];
  return file([
    `// ${GENERATED} The source is c-api/schema/ and c-api/abi.yml.`,
    `package ${where};`,
    "",
    ...statics,
    ...imports.map((full) => `import ${full};`),
    ...(imports.length > 0 ? [""] : []),
    ...lines,
  ]);
}

/** The classes that a comment links to. */
function mentioned(line: string): string {
  return [...line.matchAll(/@(?:throws|link|see) ([A-Z]\w*)/g)].map((found) => found[1] ?? "").join(" ");
}
