/** The target over given languages and cases, so that its goldens do not change with every real one. */
import type { Spelling } from "../../lower/spelling.ts";
import type { Model } from "../../model/model.ts";
import { GENERATED } from "../../print/text.ts";
import type { GeneratedFile, Target } from "../../target.ts";
import { cSpelling, thunks } from "./c.ts";
import type { CaseData } from "./cases.ts";
import { planOf } from "./plan.ts";

const FOLDER = "build/conformance";
const THUNKS = `${FOLDER}/c/thunks.c`;

export interface Language {
  readonly name: string;
  readonly spelling: Spelling;
}

export function conformanceTarget(given: readonly Language[], read: () => CaseData): Target {
  const languages: readonly Language[] = [{ name: "c", spelling: cSpelling }, ...given];
  return {
    name: "conformance",
    owns: [THUNKS, ...languages.map(({ name }) => planFile(name))],
    built: true,
    files(model: Model): GeneratedFile[] {
      const data = read();
      const plans = languages.map(({ name, spelling }) => {
        const cases = planOf(model, spelling, data);
        const head = `"generated": ${JSON.stringify(GENERATED)},\n  "language": ${JSON.stringify(name)}`;
        const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
        return { path: planFile(name), text: `{\n  ${head},\n  "cases": [\n${lines}\n  ]\n}\n` };
      });
      return [...plans, { path: THUNKS, text: thunks(model) }];
    },
  };
}

const planFile = (language: string): string => `${FOLDER}/${language}.plan.json`;
