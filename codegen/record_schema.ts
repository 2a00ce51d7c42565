/** Derives the JSON Schemas of the records from their TypeScript types: one source for the compiler and for ajv. */
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";
import { writeFileSync } from "node:fs";

export const SOURCES = ["record", "abi_record"] as const;

export function schemaPath(source: string): string {
  return fileURLToPath(new URL(`src/read/${source}.schema.json`, import.meta.url));
}

export function recordSchema(source: (typeof SOURCES)[number]): string {
  const path = fileURLToPath(new URL(`src/read/${source}.ts`, import.meta.url));
  const generator = createGenerator({ path, type: "*", skipTypeCheck: true, additionalProperties: false });
  return `${JSON.stringify(generator.createSchema("*"), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const source of SOURCES) writeFileSync(schemaPath(source), recordSchema(source));
}
