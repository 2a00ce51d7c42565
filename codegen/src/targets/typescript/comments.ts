/** Documentation comments in TSDoc. */
import type { Argument, ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { argumentText, factsText, outputText } from "../../print/doc.ts";
import { printLiteral } from "../../print/literal.ts";
import { blockComment, sentence, wrap } from "../../print/text.ts";
import { exampleLines, style } from "./examples.ts";
import { errorName, namer, optionsName } from "./names.ts";
import { ownOptions } from "./options.ts";

const WIDTH = 116;

/** Braces and at-signs outside of code would be tags. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[{}@<>]/g, (c) => `\\${c}`)))
    .join("");
}

const prose = (text: string): string[] => wrap(escaped(text), WIDTH);

function paragraphs(...texts: readonly string[]): string[] {
  return texts.filter((text) => text !== "").flatMap((text, i) => [...(i > 0 ? [""] : []), ...prose(sentence(text))]);
}

export function describedArgument(a: Argument): string {
  const value = a.default.given ? `Default: \`${printLiteral(a.default.value, style)}\`.` : "";
  return [argumentText(a), a.required ? "" : value].filter((text) => text !== "").join(" ");
}

/** The comment of one member of an options interface. */
export function memberComment(a: Argument): string[] {
  return blockComment(prose(describedArgument(a)), WIDTH + 2);
}

export function oneLine(text: string): string[] {
  return blockComment(prose(sentence(text)), WIDTH);
}

export function examples(list: FunctionModel["examples"], model: Model): string[] {
  return list.flatMap((example) => [
    `@example${example.title === "" ? "" : ` ${escaped(example.title)}`}`,
    "```ts",
    ...exampleLines(example, model),
    "```",
  ]);
}

/** A function's, method's or constructor's comment. `examplesOf` prints its examples. */
export function functionComment(f: FunctionModel, model: Model): string[] {
  const tag = (name: string, text: string): string[] =>
    wrap(`${name} ${escaped(text)}`, WIDTH - 2).map((line, i) => (i === 0 ? line : `  ${line}`));
  const { result } = f;
  const returned =
    result.kind === "nothing"
      ? []
      : result.kind === "record"
        ? tag("@returns", result.outputs.map((o) => `\`${namer.property("", o.name)}\`: ${outputText(o)}`).join(" "))
        : tag("@returns", outputText(result.output));
  const math = f.math === "" ? [] : ["", ...prose(`\`${f.math}\``)];
  return blockComment([
    ...paragraphs(f.summary, f.description),
    ...math,
    "",
    ...prose(factsText(f)),
    ...(f.references.length === 0 ? [] : prose(`Source: ${f.references.map(sentence).join(" ")}`)),
    ...f.positional.flatMap((a) => tag(`@param ${namer.parameter(f, a)}`, describedArgument(a))),
    ...(ownOptions(f).length === 0 ? [] : tag("@param options", `See {@link ${optionsName(f)}}.`).map(unescapedLink)),
    ...(f.member === "constructor" ? [] : returned),
    ...f.errors.flatMap((e) =>
      tag("@throws", `{@link ${errorName(e.code)}} if ${sentence(e.when)}`).map(unescapedLink),
    ),
    ...examples(f.examples, model),
  ]);
}

function unescapedLink(line: string): string {
  return line.replace(/\\\{\\@link ([\w.]+)\\\}/, "{@link $1}");
}

export function classComment(c: ClassModel, model: Model): string[] {
  const parameters = c.parameters.map(
    (p) => `\`${p.name}\` \`${p.shape}\`, ${p.initializer}${p.optional ? ", may be absent" : ""}`,
  );
  return blockComment([
    ...paragraphs(c.summary, c.description),
    ...(parameters.length === 0 ? [] : ["", ...prose(sentence(`Parameters: ${parameters.join("; ")}`))]),
    ...(c.references.length === 0 ? [] : ["", ...prose(`Source: ${c.references.map(sentence).join(" ")}`)]),
    "",
    ...prose(`Since ${c.since}, ${c.lifecycle}.`),
    ...examples(c.examples, model),
  ]);
}
