/** Docstrings in Google's style, from the sentences that all languages share. */
import type { Argument, ClassModel, ExampleModel, FunctionModel } from "../../model/model.ts";
import { argumentText, factsText, outputText } from "../../print/doc.ts";
import { indent, sentence, wrap } from "../../print/text.ts";
import { printExampleLines } from "./examples.ts";
import { documentedDefault } from "./literals.ts";
import { errorClass, namer } from "./names.ts";
import { documentedType } from "./types.ts";

const WIDTH = 100;

/** Lines of a docstring, quotes included. */
function quotedLines(lines: readonly string[]): string[] {
  const safe = lines.map((line) => line.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"'));
  const [first = "", ...rest] = safe;
  return rest.length === 0 ? [`"""${first.replace(/"$/, '\\"')}"""`] : [`"""${first}`, ...rest, '"""'];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...indent(lines, "    ")];
}

function item(head: string, text: string): string[] {
  const [first = "", ...rest] = wrap(`${head}: ${text}`, WIDTH - 8);
  return [first, ...indent(rest, "    ")];
}

function argumentLines(f: FunctionModel, a: Argument): string[] {
  const fallback = a.required ? "" : documentedDefault(a);
  const text = [argumentText(a), fallback === "" ? "" : `Default: ${fallback}.`].filter((t) => t !== "").join(" ");
  return item(`${namer.parameter(f, a)} (${documentedType(a.type)})`, text);
}

function exampleSections(examples: readonly ExampleModel[]): string[] {
  return examples.flatMap((e) => section(e.title === "" ? "Example" : `Example (${e.title})`, printExampleLines(e)));
}

export function functionDoc(f: FunctionModel, extra: readonly string[] = []): string[] {
  const returns = f.outputs.filter((o) => o.type.kind !== "none");
  return quotedLines([
    sentence(f.summary),
    "",
    ...wrap(f.description, WIDTH),
    ...(f.math === "" ? [] : ["", ...indent(f.math.split("\n"), "    ")]),
    ...extra,
    ...section(
      "Args",
      f.arguments.flatMap((a) => argumentLines(f, a)),
    ),
    ...section(
      "Returns",
      returns.flatMap((o) => (returns.length === 1 ? wrap(outputText(o), WIDTH - 4) : item(o.name, outputText(o)))),
    ),
    ...section(
      "Raises",
      f.errors.flatMap((e) => item(errorClass(e.code), sentence(e.when))),
    ),
    ...exampleSections(f.examples),
    ...section(
      "References",
      f.references.flatMap((r) => wrap(r, WIDTH - 4)),
    ),
    "",
    ...wrap(factsText(f), WIDTH),
  ]);
}

export function classDoc(c: ClassModel): string[] {
  const parameters = c.parameters.flatMap((p) =>
    item(
      `${p.name} ${p.shape}`,
      `${sentence(p.description)} Initially ${p.initializer}.${p.optional ? " May be absent." : ""}`,
    ),
  );
  const overridable = c.overridable.flatMap((o) =>
    item(namer.hostMethod(c.name, o.name), `${sentence(o.description)}${o.hasDefault ? "" : " Must be given."}`),
  );
  return quotedLines([
    sentence(c.summary),
    "",
    ...wrap(c.description, WIDTH),
    ...section("Parameters", parameters),
    ...section("To override", overridable),
    ...exampleSections(c.examples),
    ...section(
      "References",
      c.references.flatMap((r) => wrap(r, WIDTH - 4)),
    ),
    "",
    `Since ${c.since}, ${c.lifecycle}.`,
  ]);
}

/** A docstring of one line. */
export function shortDoc(text: string): string[] {
  return quotedLines(
    wrap(sentence(text), WIDTH).slice(0, 1).length === 0 ? [""] : [wrap(sentence(text), 10_000).join(" ")],
  );
}
