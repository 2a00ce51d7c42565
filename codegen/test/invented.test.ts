/** The invented schemas use every key and every word that the records' form has; the derived JSON Schemas are current. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { recordSchema, schemaPath, SOURCES } from "../record_schema.ts";
import { filesIn } from "../src/read/files.ts";
import { features, used, type Document } from "./features.ts";
import { INVENTED, inventedModel } from "./support.ts";

describe("the invented schemas", () => {
  test.each([
    ["record", () => filesIn(INVENTED, "functions", ".json").concat(filesIn(INVENTED, "classes", ".json"))],
    ["abi_record", () => ["c-api/abi.yml", "c-api/errors.yml"]],
  ] as const)("use every feature of %s.ts", (source, files) => {
    const found = new Set<string>();
    for (const file of files()) used(parse(readFileSync(join(INVENTED, file), "utf8")), "", found);
    const wanted = features(JSON.parse(readFileSync(schemaPath(source), "utf8")) as Document);
    expect(wanted.size).toBeGreaterThan(40);
    expect([...wanted].filter((feature) => !found.has(feature))).toEqual([]);
  });

  test.each(SOURCES)("%s.schema.json is what its types say", (source) => {
    expect(readFileSync(schemaPath(source), "utf8")).toBe(recordSchema(source));
  });

  test("give a model where nothing is absent", () => {
    const model = inventedModel();
    expect(model.functions.map((f) => f.name)).toEqual(["add", "add_", "flush", "glimmer", "ponder", "topk", "weave"]);
    expect(model.classes.map((c) => c.name)).toEqual(["Widget", "Basket", "Courier", "Figure", "Linear", "Shelf"]);
    const absent: string[] = [];
    const visit = (value: unknown, path: string, seen: ReadonlySet<unknown>): void => {
      if (value === undefined && !/constructorFunction$|\.(equals|shape|dtype)$/.test(path)) absent.push(path);
      if (typeof value !== "object" || value === null || seen.has(value)) return;
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`, new Set([...seen, value]));
    };
    visit(model.functions, "", new Set());
    visit(model.classes, "", new Set());
    expect(absent).toEqual([]);
    expect(model.method("Linear", "forward")?.owner).toBe("Widget");
    expect(model.property("Linear", "training")?.access).toBe("write");
    expect(model.records.map((r) => r.name)).toEqual(["Limits", "TopK"]);
  });
});
