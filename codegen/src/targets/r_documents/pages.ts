/** Pages of the manual. */
import { isTransform } from "../../lower/spread.ts";
import type { ClassModel, ExampleModel, FunctionModel } from "../../model/model.ts";
import { argumentText, factsText, outputText } from "../../print/doc.ts";
import { file, GENERATED, joined, sentence } from "../../print/text.ts";
import type { GeneratedFile } from "../../target.ts";
import { printExampleLines, type ClassNames } from "../r/examples.ts";
import { aliasNames, className, functionName, isDefinedByHand } from "../r/names.ts";
import { curried, parametersOf, printParameter, type Parameter } from "../r/signature.ts";
import { wordsOf } from "../r/types.ts";
import { code, described, item, paragraphs, prose, section, titled } from "./rd.ts";

export const FOLDER = "build/r/documents/man";

interface Page {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly title: string;
  readonly body: readonly string[];
}

function page({ name, aliases, title, body }: Page): GeneratedFile {
  return {
    path: `${FOLDER}/${name}.Rd`,
    text: file([
      `% ${GENERATED} The source is c-api/schema/.`,
      `\\name{${name}}`,
      ...[name, ...aliases].map((alias) => `\\alias{${alias}}`),
      `\\title{${prose(title.replace(/\.$/, ""))}}`,
      ...body,
    ]),
  };
}

const usage = (name: string, parameters: readonly Parameter[]): string[] =>
  section("usage", joined(`${name}(`, parameters.map(printParameter).map(code), ")", 88, "  "));

function argumentItems(parameters: readonly Parameter[]): string[] {
  return section(
    "arguments",
    parameters.flatMap(({ name, argument, form }) =>
      item(form === "spread" ? "..." : name, `${sentence(wordsOf(argument.type))} ${argumentText(argument)}`),
    ),
  );
}

function examples(list: readonly ExampleModel[], classes: ClassNames): string[] {
  const lines = list.flatMap((e) => [...(e.title === "" ? [] : [`# ${e.title}`]), ...printExampleLines(e, classes)]);
  return section("examples", lines.map(code));
}

function valueLines(f: FunctionModel): string[] {
  if (f.result.kind === "record") {
    return section("value", ["A list:", ...f.outputs.flatMap((o) => item(o.name, outputText(o)))]);
  }
  const [only] = f.outputs.filter((o) => o.type.kind !== "none");
  return only ? section("value", paragraphs(outputText(only))) : [];
}

const errorClass = (name: string): string => (name === "error" ? "mg_error" : `mg_${name}_error`);
const errors = (f: FunctionModel): string[] => described(f.errors.map((e) => [errorClass(e.code), e.when]));

export function functionPage(f: FunctionModel, classes: ClassNames): GeneratedFile {
  const parameters = isTransform(f) ? curried(f).outer : parametersOf(f);
  return page({
    name: functionName(f),
    aliases: aliasNames(f),
    title: f.summary,
    body: [
      ...section("description", paragraphs(f.summary)),
      ...usage(functionName(f), parameters),
      ...argumentItems(parameters),
      ...valueLines(f),
      ...section("details", [
        ...paragraphs(f.description),
        ...(f.math === "" ? [] : ["\\preformatted{", ...f.math.split("\n").map((line) => prose(line)), "}"]),
        ...(isTransform(f) ? ["", ...transformText(f)] : []),
        "",
        ...paragraphs(factsText(f)),
      ]),
      ...titled("Errors", errors(f)),
      ...section(
        "references",
        f.references.flatMap((r, i) => [...(i > 0 ? [""] : []), ...paragraphs(r)]),
      ),
      ...examples(f.examples, classes),
    ],
  });
}

function transformText(f: FunctionModel): string[] {
  const { spread, inner } = curried(f);
  return [
    `Called in two steps: \\code{${code(`${functionName(f)}(fn)(${[spread, ...inner].map(printParameter).join(", ")})`)}}.`,
    ...described([spread, ...inner].map((p) => [p.form === "spread" ? "..." : p.name, argumentText(p.argument)])),
  ];
}

const methodUsage = (m: FunctionModel): string => `x$${m.shortName}(${parametersOf(m).map(printParameter).join(", ")})`;
const methodText = (m: FunctionModel): string =>
  [
    sentence(m.summary),
    sentence(m.description),
    ...parametersOf(m).map((p) => `\`${p.name}\`: ${argumentText(p.argument)}`),
    ...m.outputs.filter((o) => o.type.kind !== "none").map((o) => `Gives: ${outputText(o)}`),
    ...m.errors.map((e) => `\`${errorClass(e.code)}\`: ${sentence(e.when)}`),
  ].join(" ");

/** A class whose function is written by hand has its usage on a page by hand; this one says what its objects can do. */
export function classPage(c: ClassModel, classes: ClassNames): GeneratedFile {
  const f = c.constructorFunction;
  const constructs = f !== undefined && !isDefinedByHand(c) && c.kind !== "abstract";
  const name = constructs ? className(c) : `${className(c)}-class`;
  return page({
    name,
    aliases: constructs && c.functionForm !== "" ? [`mg_${c.functionForm}`] : [],
    title: c.summary,
    body: [
      ...section("description", paragraphs(c.summary)),
      ...(constructs ? [...usage(name, parametersOf(f)), ...argumentItems(parametersOf(f))] : []),
      ...section("details", [
        ...paragraphs(c.description),
        ...(constructs ? ["", ...paragraphs(f.description)] : []),
        "",
        ...paragraphs(`Since ${c.since}, ${c.lifecycle}.`),
      ]),
      ...(constructs ? titled("Errors", errors(f)) : []),
      ...titled(
        "Parameters",
        described(
          c.parameters.map((p) => [`${p.name} ${p.shape}`, `${sentence(p.description)} Initially ${p.initializer}.`]),
        ),
      ),
      ...titled("Fields", described(c.properties.map((p) => [`x$${p.name}`, p.description]))),
      ...titled("Methods", described(c.methods.map((m) => [methodUsage(m), methodText(m)]))),
      ...section(
        "references",
        c.references.flatMap((r, i) => [...(i > 0 ? [""] : []), ...paragraphs(r)]),
      ),
      ...examples([...c.examples, ...c.methods.flatMap((m) => m.examples)], classes),
    ],
  });
}
