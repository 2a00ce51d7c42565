/** Prints the pages of functions and classes. */
import { membersOf } from "../../model/members.ts";
import type { Argument, ClassModel, ExampleModel, FunctionModel, Literal, Model, Output } from "../../model/model.ts";
import { argumentText, factsText, outputText } from "../../print/doc.ts";
import { file, GENERATED, sentence } from "../../print/text.ts";
import type { Documentation } from "../../target.ts";
import { typeText } from "./types.ts";

type Languages = readonly Documentation[];

export function functionPage(f: FunctionModel, model: Model, languages: Languages): string {
  return file([`<!-- ${GENERATED} -->`, `# ${f.name}`, "", ...functionBody(f, model, languages)]);
}

function functionBody(f: FunctionModel, model: Model, languages: Languages): string[] {
  return [
    f.summary,
    "",
    f.description,
    "",
    ...(f.math === "" ? [] : ["$$", f.math, "$$", ""]),
    ...tabs(languages, (language) => fenced(language, language.signature(f, model))),
    ...argumentTable(f),
    ...outputTable(f.outputs),
    factsText(f),
    "",
    ...(f.errors.length === 0
      ? []
      : ["**Errors**", "", ...f.errors.map((e) => `- \`${e.code}\`: ${sentence(e.when)}`), ""]),
    ...(f.events.length === 0
      ? []
      : [
          "**Events**",
          "",
          ...f.events.map((e) => {
            const fields = e.fields.map((field) => `\`${field.name}\` (${typeText(field.type)}): ${field.description}`);
            return `- \`${e.name}\`: ${[e.description, ...fields].map(sentence).join(" ")}`;
          }),
          "",
        ]),
    ...examples(f.examples, model, languages),
    ...references(f.references),
  ];
}

export function classPage(c: ClassModel, model: Model, languages: Languages): string {
  const above = c.ancestors.map((name) => `[${name}](${name}.md)`).join(", ");
  const members = membersOf(c);
  const withClass = languages.filter((language) => language.classSignature !== undefined);
  return file([
    `<!-- ${GENERATED} -->`,
    `# ${c.name}`,
    "",
    c.summary,
    "",
    c.description,
    "",
    `${c.kind} ${c.family}${above === "" ? "" : `, derived from ${above}`}. Since ${c.since}, ${c.lifecycle}.`,
    "",
    ...tabs(withClass, (language) => fenced(language, language.classSignature?.(c, model) ?? "")),
    ...table(
      ["property", "type", "access", "what"],
      c.properties.map((p) => [`\`${p.name}\``, typeText(p.type), p.access, sentence(p.description)]),
    ),
    ...table(
      ["parameter", "shape", "initializer", "what"],
      c.parameters.map((p) => [
        `\`${p.name}\``,
        `\`${p.shape}\``,
        p.initializer,
        `${sentence(p.description)}${p.optional ? " May be absent." : ""}`,
      ]),
    ),
    ...(c.iterates.kind === "none" ? [] : [`Iteration yields ${typeText(c.iterates)}.`, ""]),
    ...table(
      ["may be overridden", "returns", "what"],
      c.overridable.map((o) => [
        `\`${o.name}(${o.parameters.map((p) => p.name).join(", ")})\``,
        typeText(o.returns),
        `${sentence(o.description)}${o.hasDefault ? "" : " Must be given."}`,
      ]),
    ),
    ...examples(c.examples, model, languages),
    ...members.flatMap((f) => [`## ${f.shortName}`, "", ...functionBody(f, model, languages)]),
    ...references(c.references),
  ]);
}

/** One section for each language; the first is open. */
function tabs(languages: Languages, body: (language: Documentation) => readonly string[]): string[] {
  return languages.flatMap((language, i) => [
    `<details${i === 0 ? " open" : ""}><summary>${language.title}</summary>`,
    "",
    ...body(language),
    "",
    "</details>",
    "",
  ]);
}

function fenced(language: Documentation, code: string): string[] {
  return [`\`\`\`${language.fence}`, code.trimEnd(), "```"];
}

function argumentTable(f: FunctionModel): string[] {
  return table(
    ["argument", "type", "default", "what"],
    f.arguments.map((a) => [`\`${a.name}\``, typeText(a.type), defaultText(a), argumentText(a)]),
  );
}

function defaultText(a: Argument): string {
  if (a.required) return "required";
  return a.default.given ? `\`${literalText(a.default.value)}\`` : "absent";
}

function literalText(value: Literal): string {
  return JSON.stringify(value);
}

function outputTable(outputs: readonly Output[]): string[] {
  const given = outputs.filter((o) => o.type.kind !== "none");
  return table(
    ["result", "type", "what"],
    given.map((o) => [`\`${o.name}\``, typeText(o.type), outputText(o)]),
  );
}

function examples(list: readonly ExampleModel[], model: Model, languages: Languages): string[] {
  if (languages.length === 0) return [];
  return list.flatMap((example) => [
    `**Example${example.title === "" ? "" : `: ${example.title}`}**`,
    "",
    ...tabs(languages, (language) => fenced(language, language.example(example, model))),
  ]);
}

function references(list: readonly string[]): string[] {
  return list.length === 0 ? [] : ["**References**", "", ...list.map((r) => `- ${r}`), ""];
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}
