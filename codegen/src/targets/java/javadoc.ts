/** Documentation comments. */
import { errorName } from "../../lower/jvm.ts";
import type { Argument, ClassModel, FunctionModel } from "../../model/model.ts";
import { argumentText, factsText, outputText } from "../../print/doc.ts";
import { blockComment, sentence, wrap } from "../../print/text.ts";
import { printExampleLines } from "./examples.ts";
import type { Form } from "./form.ts";
import { printValue } from "./literals.ts";
import { namer, optionsName } from "./names.ts";

const WIDTH = 116;

/** Plain text as HTML; what stands in backticks becomes code. */
function html(text: string): string {
  return text
    .split(/`([^`]*)`/)
    .map((part, i) => {
      const safe = part
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll("@", "&#64;");
      return i % 2 === 1 ? `<code>${safe}</code>` : safe.replaceAll("\\", "&#92;");
    })
    .join("");
}

export const prose = (text: string): string[] => wrap(html(sentence(text)), WIDTH);

function paragraphs(...texts: readonly string[]): string[] {
  const list = texts.flatMap((text) => text.split(/\n\s*\n/)).filter((text) => text.trim() !== "");
  return list.flatMap((text, i) => (i === 0 ? prose(text) : ["", ...wrap(`<p>${html(sentence(text))}`, WIDTH)]));
}

function tag(name: string, text: string): string[] {
  return wrap(`${name} ${html(text)}`, WIDTH - 4).map((line, i) => (i === 0 ? line : `    ${line}`));
}

/** With its default. */
export function describedArgument(a: Argument): string {
  const value = a.default.given ? `Default: \`${printValue(a.default.value, a.type)}\`.` : "";
  return [argumentText(a), a.required ? "" : value].filter((text) => text !== "").join(" ");
}

export function oneLine(text: string): string[] {
  return blockComment(prose(text), WIDTH);
}

function exampleText(list: FunctionModel["examples"]): string[] {
  // Markup and tags mean nothing inside of {@code}.
  return list.flatMap((e) => ["", "<pre>{@code", ...printExampleLines(e), "}</pre>"]);
}

function throwsText(f: FunctionModel): string[] {
  return f.errors.flatMap((e) => tag(`@throws ${errorName(e.code)}`, `if ${sentence(e.when)}`));
}

/** The comment of one form; all but the first say less. */
export function functionComment(f: FunctionModel, form: Form, first: boolean): string[] {
  const { result } = f;
  const returned =
    f.member === "constructor" ||
    result.kind === "nothing" ||
    (result.kind === "single" && result.output.type.kind === "none")
      ? []
      : result.kind === "record"
        ? tag("@return", result.outputs.map((o) => `\`${namer.property("", o.name)}\`: ${outputText(o)}`).join(" "))
        : tag("@return", outputText(result.output));
  const seen = new Set<Argument>();
  const parameters = form.parameters.flatMap(({ name, argument }) => {
    if (!argument)
      return tag("@param options", `sets the others, see {@link ${optionsName(f)}}`).map((line) =>
        line.replaceAll("&#64;", "@"),
      );
    const text = seen.has(argument) ? "the next" : describedArgument(argument);
    seen.add(argument);
    return tag(`@param ${name}`, text);
  });
  const body = first
    ? [
        ...paragraphs(f.summary, f.description),
        ...(f.math === "" ? [] : ["", `<pre>${html(f.math)}</pre>`]),
        ...exampleText(f.examples),
        "",
        ...wrap(`<p>${html(factsText(f))}`, WIDTH),
        ...(f.references.length === 0
          ? []
          : ["", ...wrap(`<p>Source: ${html(f.references.map(sentence).join(" "))}`, WIDTH)]),
      ]
    : prose(f.summary);
  const tags = [...parameters, ...returned, ...throwsText(f)];
  return blockComment([...body, ...(tags.length > 0 ? ["", ...tags] : [])], WIDTH);
}

export function classComment(c: ClassModel): string[] {
  const parameters = c.parameters.map(
    (p) => `\`${p.name}\` \`${p.shape}\`, ${p.initializer}${p.optional ? ", may be absent" : ""}`,
  );
  return blockComment([
    ...paragraphs(c.summary, c.description, parameters.length === 0 ? "" : `Parameters: ${parameters.join("; ")}.`),
    ...exampleText(c.examples),
    ...(c.references.length === 0
      ? []
      : ["", ...wrap(`<p>Source: ${html(c.references.map(sentence).join(" "))}`, WIDTH)]),
    "",
    ...wrap(`<p>Since ${c.since}, ${c.lifecycle}.`, WIDTH),
  ]);
}
