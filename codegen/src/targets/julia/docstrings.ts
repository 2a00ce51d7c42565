/** Docstrings in Markdown, from the sentences that all languages share. */
import type { Argument, ClassModel, ExampleModel, FunctionModel } from "../../model/model.ts";
import { argumentText, factsText, outputText } from "../../print/doc.ts";
import { indent, sentence, wrap } from "../../print/text.ts";
import { printExampleLines } from "./examples.ts";
import { documentedDefault } from "./literals.ts";
import { errorClass, namer } from "./names.ts";
import { keepsDims } from "./signature.ts";
import { documentedType } from "./types.ts";

const WIDTH = 100;

/** The lines with quotes around them, and nothing in them that Julia would read. */
export function quotedLines(lines: readonly string[]): string[] {
  const safe = lines.map((line) => line.replaceAll("\\", "\\\\").replaceAll("$", "\\$").replaceAll('"""', '\\"\\"\\"'));
  return ['"""', ...safe, '"""'];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `# ${title}`, ...lines];
}

function item(head: string, text: string): string[] {
  const [first = "", ...rest] = wrap(`- ${head}: ${text}`, WIDTH - 2);
  return [first, ...indent(rest, "  ")];
}

function argumentLines(f: FunctionModel, a: Argument): string[] {
  const fallback = a.required ? "" : keepsDims(f, a) ? "true where dims are given, as in Base" : documentedDefault(a);
  const text = [argumentText(a), fallback === "" ? "" : `Default: ${fallback}.`].filter((t) => t !== "").join(" ");
  return item(`\`${namer.parameter(f, a)}\` (${documentedType(a.type)})`, text);
}

function exampleSections(examples: readonly ExampleModel[]): string[] {
  return examples.flatMap((e) =>
    section(e.title === "" ? "Example" : `Example: ${e.title}`, ["```julia", ...printExampleLines(e), "```"]),
  );
}

export function functionDoc(f: FunctionModel, signature: string): string[] {
  const returns = f.outputs.filter((o) => o.type.kind !== "none");
  return quotedLines([
    `    ${signature}`,
    "",
    sentence(f.summary),
    "",
    ...wrap(f.description, WIDTH),
    ...(f.math === "" ? [] : ["", ...indent(f.math.split("\n"), "    ")]),
    ...section("Arguments", [
      ...f.arguments.flatMap((a) => argumentLines(f, a)),
      ...(f.blocking === "long"
        ? ["- `progress` (Bool): whether its progress is shown on standard error. Default: `true`."]
        : []),
    ]),
    ...section(
      "Returns",
      returns.flatMap((o) =>
        returns.length === 1 ? wrap(outputText(o), WIDTH) : item(`\`${o.name}\``, outputText(o)),
      ),
    ),
    ...section(
      "Throws",
      f.errors.flatMap((e) => item(`\`${errorClass(e.code)}\``, sentence(e.when))),
    ),
    ...exampleSections(f.examples),
    ...section(
      "References",
      f.references.flatMap((r) => wrap(r, WIDTH)),
    ),
    "",
    ...wrap(factsText(f), WIDTH),
  ]);
}

export function classDoc(c: ClassModel, name: string): string[] {
  const parameters = c.parameters.flatMap((p) =>
    item(
      `\`${p.name}\` \`${p.shape}\``,
      `${sentence(p.description)} Initially ${p.initializer}.${p.optional ? " May be absent." : ""}`,
    ),
  );
  const properties = c.properties.flatMap((p) =>
    item(`\`${namer.property(c.name, p.name)}\` (${documentedType(p.type)})`, sentence(p.description)),
  );
  const overridable = c.overridable.flatMap((o) =>
    item(
      `\`${namer.hostMethod(c.name, o.name)}\``,
      `${sentence(o.description)}${o.hasDefault ? "" : " Must be given."}`,
    ),
  );
  return quotedLines([
    `    ${name}`,
    "",
    sentence(c.summary),
    "",
    ...wrap(c.description, WIDTH),
    ...section("Parameters", parameters),
    ...section("Properties", properties),
    ...section("Methods that a subtype may define", overridable),
    ...exampleSections(c.examples),
    ...section(
      "References",
      c.references.flatMap((r) => wrap(r, WIDTH)),
    ),
    "",
    `Since ${c.since}, ${c.lifecycle}.`,
  ]);
}
