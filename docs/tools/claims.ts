/** What the README shows: the table of what works where, the picture, and the program. */
import { readFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { LANGUAGES, type Language, type Results } from "./results.ts";

export const README = "README.md";
export const PICTURE = "docs/picture.svg";
export const PROGRAM = "docs/examples/typescript/readme.ts";

const TITLES: Readonly<Record<Language, string>> = {
  typescript: "TypeScript",
  python: "Python",
  r: "R",
  julia: "Julia",
  java: "Java",
  scala: "Scala",
  c: "C",
};

/** The README with its sections as they should be, in Prettier's form. */
export async function updated(readme: string, results: Results): Promise<string> {
  const program = `\`\`\`ts\n${readFileSync(PROGRAM, "utf8")}\`\`\``;
  const text = replaced(replaced(readme, "program", program), "what works", table(results));
  return format(text, { ...(await resolveConfig(README)), parser: "markdown" });
}

function replaced(readme: string, name: string, text: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!pattern.test(readme)) throw new Error(`${README} has no section ${name}`);
  return readme.replace(pattern, (_, open: string, close: string) => `${open}\n${text}\n\n${close}`);
}

function table({ works }: Results): string {
  const rows = Object.entries(works).map(([family, counts]) => {
    const cells = LANGUAGES.map((l) =>
      counts[l] === counts.all ? `${counts.all} ✓` : `${counts[l]} of ${counts.all}`,
    );
    return `| ${family} | ${cells.join(" | ")} |`;
  });
  return [
    `| | ${LANGUAGES.map((language) => TITLES[language]).join(" | ")} |`,
    `| --- |${" --- |".repeat(LANGUAGES.length)}`,
    ...rows,
  ].join("\n");
}

/** Six languages, one hash. */
export function picture({ model }: Results): string {
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
  <text x="${width / 2}" y="158" text-anchor="middle" font-size="14" font-family="monospace">${model}</text>
</svg>
`;
}
