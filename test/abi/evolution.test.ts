import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { abiViolations, readSpec, schemaViolations, type FunctionSchema, type Spec } from "./evolution.ts";

const RELEASED = "c-api/released";
const releases = existsSync(RELEASED) ? readdirSync(RELEASED).filter((name) => /^\d/.test(name)) : [];
const today = readSpec(readFileSync("c-api/abi.yml", "utf8"));

function schemas(folder: string): FunctionSchema[] {
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as FunctionSchema);
}

test("there is a release to compare with", () => {
  expect(releases.length).toBeGreaterThan(0);
});

test.each(releases)("today's ABI keeps what %s promised", (version) => {
  expect(abiViolations(readSpec(readFileSync(`${RELEASED}/${version}/abi.yml`, "utf8")), today)).toEqual([]);
});

test.each(releases)("today's schemas keep what %s promised", (version) => {
  const then = JSON.parse(readFileSync(`${RELEASED}/${version}/functions.json`, "utf8")) as FunctionSchema[];
  expect(then.length).toBeGreaterThan(0);
  expect(schemaViolations(then, schemas("c-api/schema/functions"))).toEqual([]);
});

const change = (edit: (spec: Mutable<Spec>) => void): Spec => {
  const copy = structuredClone(today) as Mutable<Spec>;
  edit(copy);
  return copy;
};
type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

test.each<[string, (spec: Mutable<Spec>) => void, RegExp]>([
  [
    "a stable function removed",
    (s) => (s.functions = s.functions.filter((f) => f.name !== "call")),
    /call was removed/,
  ],
  [
    "a parameter retyped",
    (s) => {
      const f = s.functions.find((g) => g.name === "function_find");
      if (f?.parameters?.[1]) f.parameters[1].type = "int64";
    },
    /function_find: was/,
  ],
  [
    "an enum renumbered",
    (s) => {
      const v = s.enums.find((e) => e.name === "dtype")?.values?.[0];
      if (v) v.value = 77;
    },
    /dtype: bool was 1, now 77/,
  ],
  [
    "a field in the middle of a struct",
    (s) => void s.structs.find((x) => x.name === "tensor_info")?.fields.splice(1, 0, { name: "new", type: "int32" }),
    /tensor_info: field 2/,
  ],
])("the rules notice: %s", (_name, edit, message) => {
  expect(abiViolations(today, change(edit)).join("\n")).toMatch(message);
});

test("the rules allow a new function and a new enum value", () => {
  const wider = change((s) => {
    s.functions.push({ name: "tensor_shine", lifecycle: "stable", parameters: [] });
    s.enums.find((e) => e.name === "kind")?.values?.push({ name: "quantity", value: 20 });
  });
  expect(abiViolations(today, wider)).toEqual([]);
});

test("the rules of schemas notice a renamed argument, another default and a new required one", () => {
  const base: FunctionSchema = {
    name: "f",
    lifecycle: "stable",
    inputs: [{ name: "x", type: "tensor" }],
    attributes: [{ name: "axis", type: "axis", default: 0 }],
    outputs: [{ name: "out", type: "tensor" }],
  };
  const found = (changes: Partial<FunctionSchema>): string =>
    schemaViolations([base], [{ ...base, ...changes }]).join("\n");
  expect(found({})).toBe("");
  expect(found({ inputs: [{ name: "input", type: "tensor" }] })).toMatch(/argument 1 was x/);
  expect(found({ attributes: [{ name: "axis", type: "axis", default: 1 }] })).toMatch(/another default/);
  expect(found({ attributes: [...base.attributes, { name: "k", type: "int" }] })).toMatch(/k needs a default/);
});
