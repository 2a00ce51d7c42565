/**
 * `readme [--check]`: the README's picture and its table of what works in which language, from the results of
 * `make conformance` and `make test-identity`. Claims are made from results only: without them nothing is written.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";

const LANGUAGES = ["typescript", "python", "r", "julia", "java", "scala", "c"] as const;
const TITLES: Readonly<Record<string, string>> = {
  typescript: "TypeScript",
  python: "Python",
  r: "R",
  julia: "Julia",
  java: "Java",
  scala: "Scala",
  c: "C",
};
type Report = Readonly<Record<string, { readonly passed: number; readonly failed: number; readonly skipped: number }>>;

function report(language: string): Report | undefined {
  const path = `build/conformance/${language}.json`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Report) : undefined;
}

/** Function and class names by family: the namespace that a user types. */
function families(): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const kind of ["functions", "classes"]) {
    for (const file of readdirSync(`c-api/schema/${kind}`)) {
      const record = JSON.parse(readFileSync(`c-api/schema/${kind}/${file}`, "utf8")) as {
        name: string;
        namespace: string;
      };
      const family = `${kind}, ${record.namespace === "" ? "top level" : record.namespace}`;
      out.set(family, [...(out.get(family) ?? []), record.name]);
    }
  }
  return new Map([...out].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function table(): string {
  const reports = new Map(LANGUAGES.map((language) => [language, report(language)]));
  const works = (name: string, language: string): boolean => {
    const entry = reports.get(language as (typeof LANGUAGES)[number])?.[name];
    return entry !== undefined && entry.failed === 0 && entry.skipped === 0 && entry.passed > 0;
  };
  const rows = [...families()].map(([family, names]) => {
    const cells = LANGUAGES.map((language) => {
      const good = names.filter((name) => works(name, language)).length;
      return good === names.length ? `${good} ✓` : `${good} of ${names.length}`;
    });
    return `| ${family} | ${cells.join(" | ")} |`;
  });
  return [
    `| | ${LANGUAGES.map((language) => TITLES[language]).join(" | ")} |`,
    `| --- |${" --- |".repeat(LANGUAGES.length)}`,
    ...rows,
  ].join("\n");
}

/** Six languages, one hash: drawn from the identity test's result. */
function picture(hash: string): string {
  const six = LANGUAGES.slice(0, 6);
  const width = 960;
  const step = (width - 40) / six.length;
  const boxes = six.map((language, i) => {
    const x = 20 + i * step;
    const middle = x + step / 2;
    return [
      `<rect x="${x + 6}" y="16" width="${step - 12}" height="44" rx="8" fill="#eef3fb" stroke="#3b6ea8"/>`,
      `<text x="${middle}" y="44" text-anchor="middle" font-size="18">${TITLES[language]}</text>`,
      `<path d="M${middle} 60 L${width / 2} 116" stroke="#3b6ea8" fill="none"/>`,
    ].join("\n  ");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 190" font-family="Helvetica, Arial, sans-serif" fill="#1d2733">
  <title>The same training in six languages leaves the same file</title>
  ${boxes.join("\n  ")}
  <rect x="90" y="116" width="${width - 180}" height="52" rx="8" fill="#eaf6ec" stroke="#3f8f4f"/>
  <text x="${width / 2}" y="138" text-anchor="middle" font-size="14">fashion.safetensors of six trainings: SHA-256</text>
  <text x="${width / 2}" y="158" text-anchor="middle" font-size="14" font-family="monospace">${hash}</text>
</svg>
`;
}

function replaced(readme: string, name: string, text: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!pattern.test(readme)) throw new Error(`README.md has no section ${name}`);
  return readme.replace(pattern, `$1\n${text}\n\n$2`);
}

const missing = LANGUAGES.filter((language) => report(language) === undefined);
if (missing.length > 0 || !existsSync("build/identity/result.json")) {
  console.error(
    `run make conformance and make test-identity first; there is no result of ${missing.join(", ") || "identity"}`,
  );
  process.exit(1);
}
const readme = readFileSync("README.md", "utf8");
const style = { ...(await resolveConfig("README.md")), parser: "markdown" };
const next = await format(replaced(readme, "what works", table()), style);
if (process.argv.includes("--check")) {
  if (next !== readme) {
    console.error(
      "README.md: the table of what works differs from the results. Run `npx tsx docs/tools/readme.ts` and commit.",
    );
    process.exit(1);
  }
} else {
  const { model } = JSON.parse(readFileSync("build/identity/result.json", "utf8")) as { model: string };
  writeFileSync("README.md", next);
  writeFileSync("docs/picture.svg", picture(model));
}
