/** Whatever a schema can say, the engine's own schemas say somewhere: so it is documented, tested and real in every language. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaPath } from "../record_schema.ts";
import { readModel } from "../src/read/read_schemas.ts";
import { filesIn } from "../src/read/files.ts";
import { walkType } from "../src/model/types.ts";
import { features, used, type Document } from "./features.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCHEMAS = join(ROOT, "c-api/schema");
const form = JSON.parse(readFileSync(schemaPath("record"), "utf8")) as Document;

/** The closed set: every word that `TypeRecord.kind` may be. */
const KINDS = [...features({ definitions: { type: form.definitions["TypeRecord"] ?? {} } })].flatMap((feature) =>
  feature.startsWith("kind=") ? [feature.slice("kind=".length)] : [],
);

describe("the engine's schemas", () => {
  test("take an argument of every kind", () => {
    const model = readModel({ root: ROOT, schemas: "c-api/schema" });
    const members = model.classes.flatMap((c) => [
      ...(c.constructorFunction ? [c.constructorFunction] : []),
      ...c.methods,
    ]);
    const taken = new Set<string>();
    for (const f of [...model.functions, ...members]) {
      for (const a of f.arguments) walkType(a.type, (type) => taken.add(type.kind));
    }
    expect(KINDS.length).toBeGreaterThan(30);
    // `complex` waits for complex dtypes; `none` is what a function returns that returns nothing.
    expect(KINDS.filter((kind) => !taken.has(kind)).sort()).toEqual(["complex", "none"]);
  });

  test("use every other word of the records' form, but those that wait for a use", () => {
    const found = new Set<string>();
    for (const folder of ["functions", "classes"]) {
      for (const file of filesIn(SCHEMAS, folder, ".json"))
        used(JSON.parse(readFileSync(join(SCHEMAS, file), "utf8")), "", found);
    }
    const unused = [...features(form)].filter((feature) => !found.has(feature)).sort();
    expect(unused).toEqual(WAITING);
  });
});

/** With what each waits for. One that is used by now does not belong here any longer. */
const WAITING = [
  "blocking=compute", // a function that computes for long without a job
  "jvp=stated", // an operator whose second backward pass would cost too much
  "kind=complex", // complex dtypes
  "lifecycle=deprecated", // a release
  "lifecycle=stable",
];
