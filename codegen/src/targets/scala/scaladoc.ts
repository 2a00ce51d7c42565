/** Documentation comments. */
import { errorName } from "../../lower/jvm.ts";
import type { Argument, ClassModel, FunctionModel, RecordModel } from "../../model/model.ts";
import { argumentText, factsText, outputText } from "../../print/doc.ts";
import { blockComment, sentence, wrap } from "../../print/text.ts";
import { printExampleLines } from "./examples.ts";
import { namer } from "./names.ts";

const WIDTH = 110;
const safe = (text: string): string => text.replaceAll("$", "&#36;").replaceAll("@", "&#64;");
const prose = (text: string): string[] => wrap(safe(sentence(text)), WIDTH);

function paragraphs(...texts: readonly string[]): string[] {
  const list = texts.flatMap((text) => text.split(/\n\s*\n/)).filter((text) => text.trim() !== "");
  return list.flatMap((text, i) => (i === 0 ? prose(text) : ["", ...prose(text)]));
}
const tag = (name: string, text: string): string[] =>
  wrap(`${name} ${safe(text)}`, WIDTH - 4).map((line, i) => (i === 0 ? line : `  ${line}`));

const examples = (list: FunctionModel["examples"]): string[] =>
  list.flatMap((e) => ["", "{{{", ...printExampleLines(e), "}}}"]);

export const oneLine = (text: string): string[] => blockComment(prose(text), WIDTH);

export const recordComment = (r: RecordModel): string[] =>
  blockComment(
    [
      ...prose(r.description),
      "",
      ...r.fields.flatMap((f) => tag(`@param ${namer.variable(f.name)}`, sentence(f.description))),
    ],
    WIDTH,
  );

export function functionComment(f: FunctionModel, parameters: readonly Argument[]): string[] {
  const returned =
    f.member === "constructor" || f.result.kind === "nothing"
      ? []
      : f.result.kind === "record"
        ? tag("@return", f.result.outputs.map((o) => `${o.name}: ${outputText(o)}`).join(" "))
        : tag("@return", outputText(f.result.output));
  return blockComment(
    [
      ...paragraphs(f.summary, f.description),
      ...(f.math === "" ? [] : ["", "{{{", f.math, "}}}"]),
      ...examples(f.examples),
      "",
      ...prose(factsText(f)),
      ...(f.references.length === 0 ? [] : ["", ...prose(`Source: ${f.references.map(sentence).join(" ")}`)]),
      "",
      ...parameters.flatMap((a) => tag(`@param ${namer.parameter(f, a)}`, argumentText(a))),
      ...returned,
      ...f.errors.flatMap((e) => tag(`@throws ${errorName(e.code)}`, `if ${sentence(e.when)}`)),
    ],
    WIDTH,
  );
}

export function classComment(c: ClassModel): string[] {
  const parameters = c.parameters.map(
    (p) => `${p.name} ${p.shape}, ${p.initializer}${p.optional ? ", may be absent" : ""}`,
  );
  return blockComment(
    [
      ...paragraphs(c.summary, c.description, parameters.length === 0 ? "" : `Parameters: ${parameters.join("; ")}.`),
      ...examples(c.examples),
      ...(c.references.length === 0 ? [] : ["", ...prose(`Source: ${c.references.map(sentence).join(" ")}`)]),
      "",
      `Since ${c.since}, ${c.lifecycle}.`,
    ],
    WIDTH,
  );
}
