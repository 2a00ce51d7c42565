/** What the last full run found: recorded in `docs/results.json`, so that what the README claims can be held to it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

export const RECORD = "docs/results.json";
export const LANGUAGES = ["typescript", "python", "r", "julia", "java", "scala", "c"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Results {
  /** The SHA-256 of the model that all languages leave. */
  readonly model: string;
  /** By family: how many functions or classes there are, and how many pass every test in each language. */
  readonly works: Readonly<Record<string, Readonly<Record<Language | "all", number>>>>;
}

export const recorded = (): Results => JSON.parse(readFileSync(RECORD, "utf8")) as Results;

type Report = Readonly<Record<string, { readonly passed: number; readonly failed: number; readonly skipped: number }>>;
const reportFile = (language: Language): string => `build/conformance/${language}.json`;
const IDENTITY = "build/identity/result.json";

/** What `make conformance` and `make test-identity` left in the build folder. */
export function measured(): Results {
  const missing = [...LANGUAGES.map(reportFile), IDENTITY].filter((file) => !existsSync(file));
  if (missing.length > 0)
    throw new Error(`run make conformance and make test-identity first: there is no ${missing.join(", ")}`);
  const reports = new Map(LANGUAGES.map((l) => [l, JSON.parse(readFileSync(reportFile(l), "utf8")) as Report]));
  const works = (name: string, language: Language): boolean => {
    const entry = reports.get(language)?.[name];
    return entry !== undefined && entry.failed === 0 && entry.skipped === 0 && entry.passed > 0;
  };
  const counts = [...families()].map(([family, names]) => {
    const each = LANGUAGES.map((language) => [language, names.filter((name) => works(name, language)).length]);
    return [family, Object.fromEntries([["all", names.length], ...each])];
  });
  const { model } = JSON.parse(readFileSync(IDENTITY, "utf8")) as { model: string };
  return { model, works: Object.fromEntries(counts) as Results["works"] };
}

/** Function and class names by family: the namespace that a user types. */
function families(): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const kind of ["functions", "classes"]) {
    for (const file of readdirSync(`c-api/schema/${kind}`)) {
      const { name, namespace } = JSON.parse(readFileSync(`c-api/schema/${kind}/${file}`, "utf8")) as {
        name: string;
        namespace: string;
      };
      const family = `${kind}, ${namespace === "" ? "top level" : namespace}`;
      out.set(family, [...(out.get(family) ?? []), name]);
    }
  }
  return new Map([...out].sort(([a], [b]) => (a < b ? -1 : 1)));
}
