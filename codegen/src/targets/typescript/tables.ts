/** Prints what is no function: types, error classes, the ABI's numbers, spellings. */
import { camelCase, pascalCase } from "../../lower/names.ts";
import type { Model } from "../../model/model.ts";
import type { Type } from "../../model/types.ts";
import { blockComment, file, GENERATED, joined, sentence, wrap } from "../../print/text.ts";
import { oneLine } from "./comments.ts";
import { namesOf } from "./functions.ts";
import { errorName, namer, spellings } from "./names.ts";
import { givenType, gottenType, typeImports } from "./types.ts";

const HEAD = `// ${GENERATED}`;

/** DType, enums and records. */
export function typesFile(model: Model): string {
  const dtypes = model.abi.enums.filter((e) => e.name === "dtype").flatMap((e) => e.values.map((v) => `"${v.name}"`));
  const enums = model.enums.flatMap((e) => [
    "",
    ...blockComment(e.values.flatMap((v) => wrap(`\`${v.name}\`: ${sentence(v.description)}`, 110))),
    ...joined(`export type ${e.name} = `, [e.values.map((v) => `"${v.name}"`).join(" | ")], ";"),
  ]);
  const results = resultRecords(model);
  const records = model.records.flatMap((r) => [
    "",
    ...oneLine(r.description === "" ? `The fields of ${r.name}.` : r.description),
    `export interface ${r.name}${results.has(r.name) ? " extends Disposable" : ""} {`,
    ...r.fields.flatMap((f) => [
      ...oneLine(f.description).map((line) => `  ${line}`),
      `  ${namer.property("", f.name)}${fieldType(f.type, results.has(r.name))};`,
    ]),
    "}",
  ]);
  const body = [...enums, ...records];
  const names = namesOf(model);
  return file([
    `${HEAD} The sources are c-api/schema/ and c-api/abi.yml.`,
    ...typeImports(body.join("\n"), "./", names.types, names),
    "",
    "/** Element types. */",
    ...joined("export type DType = ", [dtypes.length > 0 ? dtypes.join(" | ") : "string"], ";"),
    ...body,
  ]);
}

/** What is given may lack what may be null. */
function fieldType(type: Type, result: boolean): string {
  if (result) return `: ${gottenType(type)}`;
  return type.kind === "optional" ? `?: ${givenType(type)} | undefined` : `: ${givenType(type)}`;
}

/** Records that functions give: their tensors are freed together. */
function resultRecords(model: Model): Set<string> {
  const members = model.classes.flatMap((c) => c.methods);
  return new Set([...model.functions, ...members].flatMap((f) => (f.result.kind === "record" ? [f.result.name] : [])));
}

/** The numbers of the ABI's enums, such as kinds and dtypes, which the runtime writes into packed values. */
export function numbersFile(model: Model): string {
  const tables = model.abi.enums.flatMap(({ name, values }) => [
    "",
    `/** The numbers of mixgrad_${name}. */`,
    `export const ${pascalCase(name)}Number = {`,
    ...values.map((v) => `  ${camelCase(v.name)}: ${v.value},`),
    "} as const;",
  ]);
  return file([`${HEAD} The source is c-api/abi.yml.`, ...tables.slice(1)]);
}

/** A class for each error but the root, which the runtime has. */
export function errorsFile(model: Model): string {
  const below = model.abi.errors.filter((e) => e.parent !== "");
  return file([
    `${HEAD} The source is c-api/errors.yml.`,
    'import { MgError, registerError } from "../runtime/errors.ts";',
    "",
    ...below.flatMap((e) => [
      ...oneLine(e.doc),
      `export class ${errorName(e.name)} extends ${errorName(e.parent)} {`,
      `  override name = "${errorName(e.name)}";`,
      "}",
      "",
    ]),
    ...below.map((e) => `registerError(${e.code}, "${e.name}", ${errorName(e.name)});`),
  ]);
}

export function spellingsFile(model: Model): string {
  return file([
    `${HEAD} The source is c-api/schema/.`,
    "/** How names are spelled in the engine's messages. */",
    "export const SPELLINGS = [",
    ...spellings(model).map((line) => `  "${line}",`),
    '].join("\\n");',
  ]);
}
