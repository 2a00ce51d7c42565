/** Every mistake is reported with its file and its path, and all of them at once. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyOfInvented, edit, inventedModel } from "./support.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Change = (record: any) => void;

const CASES: readonly (readonly [what: string, file: string, change: Change, message: string])[] = [
  ["empty summary", "functions/add.json", (r) => (r.summary = " "), "./functions/add.json: /summary: is empty"],
  ["empty description", "functions/add.json", (r) => (r.description = ""), "/description: is empty"],
  [
    "empty description of an input",
    "functions/add.json",
    (r) => (r.inputs[1].description = ""),
    "/inputs/1/description: is empty",
  ],
  [
    "empty description of a property",
    "classes/Linear.json",
    (r) => (r.properties[0].description = ""),
    "/properties/0/description: is empty",
  ],
  ["empty reason", "functions/flush.json", (r) => (r.gradient.why = ""), "/gradient/why: is empty"],
  [
    "reserved word",
    "functions/topk.json",
    (r) => (r.attributes[0].name = "lambda"),
    '/attributes/0/name: "lambda" is reserved in Python',
  ],
  ["word reserved in two", "functions/topk.json", (r) => (r.attributes[0].name = "val"), "reserved in Scala"],
  ["case of an argument", "functions/topk.json", (r) => (r.attributes[0].name = "howMany"), "is not snake_case"],
  ["duplicate argument", "functions/topk.json", (r) => (r.attributes[0].name = "x"), 'duplicate argument "x"'],
  ["duplicate output", "functions/topk.json", (r) => (r.outputs[1].name = "values"), 'duplicate output "values"'],
  [
    "alias taken",
    "functions/add_.json",
    (r) => (r.aliases = ["topk"]),
    '"topk" is already taken by ./functions/topk.json',
  ],
  ["duplicate member", "classes/Widget.json", (r) => (r.properties[0].name = "train"), 'duplicate member "train"'],
  ["wrong file", "functions/add.json", (r) => (r.name = "plus_plus"), "does not stand in plus_plus.json"],
  [
    "member of another class",
    "classes/Widget.json",
    (r) => (r.methods[0].name = "Gadget.forward"),
    "is not of the form Widget.method",
  ],
  ["unknown key", "functions/add.json", (r) => (r.colour = "red"), '/: unknown key "colour"'],
  ["missing key", "functions/add.json", (r) => delete r.bits, '/: key "bits" is missing'],
  ["unknown word", "functions/add.json", (r) => (r.bits = "many"), "/bits: must be one of"],
  [
    "unknown type",
    "functions/topk.json",
    (r) => (r.attributes[0].type.kind = "banana"),
    "/attributes/0/type/kind: must be one of",
  ],
  ["unknown error", "functions/add.json", (r) => (r.errors[0].code = "bad"), '/errors/0/code: no error "bad"'],
  ["unknown base", "classes/Linear.json", (r) => (r.base = "Gizmo"), '/base: no class "Gizmo"'],
  ["circle of bases", "classes/Widget.json", (r) => (r.base = "Linear"), "a circle"],
  [
    "unknown class of a type",
    "functions/glimmer.json",
    (r) => (r.attributes[22].type.of.class = "Gizmo"),
    'no class "Gizmo"',
  ],
  ["an owner that nothing keeps", "functions/topk.json", (r) => (r.keeps_self = true), "/keeps_self: is of a method"],
  ["record without a name", "functions/topk.json", (r) => delete r.result, "/result: two or more outputs"],
  [
    "two meanings of an enum",
    "functions/topk.json",
    (r) => (r.attributes[0].type = { kind: "enum", name: "Reduction", values: [] }),
    '"Reduction" is defined differently',
  ],
  [
    "duplicate enum number",
    "functions/glimmer.json",
    (r) => (r.attributes[20].type.values[1].value = 0),
    "/attributes/20/type/values/1: duplicate",
  ],
  ["too many positional", "functions/add.json", (r) => (r.positional = 3), "/positional: 3 of 2 arguments"],
  ["two optional positional", "functions/glimmer.json", (r) => (r.positional = 7), "at most one optional argument"],
  ["unknown pair", "functions/ponder.json", (r) => (r.pair = ["depth", "height"]), '/pair: no argument "height"'],
  [
    "not kept alive",
    "classes/Courier.json",
    (r) => (r.keeps_alive = ["cargo"]),
    '/keeps_alive/0: the constructor has no argument "cargo"',
  ],
  [
    "example: unknown function",
    "functions/flush.json",
    (r) => (r.examples[0].statements[0].do.call = "rinse"),
    '/examples/0/statements/0/do: no function "rinse"',
  ],
  [
    "example: unknown argument",
    "functions/flush.json",
    (r) => (r.examples[0].statements[0].do.arguments.x = { literal: 1 }),
    'flush has no argument "x"',
  ],
  [
    "example: missing argument",
    "functions/topk.json",
    (r) => delete r.examples[0].statements[0].be.arguments.k,
    'topk needs the argument "k"',
  ],
  [
    "example: unknown variable",
    "functions/topk.json",
    (r) => (r.examples[0].statements[1].expect.of.variable = "up"),
    'no variable "up"',
  ],
  [
    "example: unknown property",
    "functions/topk.json",
    (r) => (r.examples[0].statements[1].expect.property = "sizes"),
    'no property "sizes"',
  ],
  [
    "example: unknown method",
    "classes/Linear.json",
    (r) => (r.examples[0].statements[1].do.method = "rest"),
    'Linear has no method "rest"',
  ],
  [
    "example: expects nothing",
    "functions/topk.json",
    (r) => delete r.examples[0].statements[1].equals,
    "expects nothing",
  ],
];

describe("the reader", () => {
  test.each(CASES)("reports: %s", (_, file, change, message) => {
    const root = copyOfInvented();
    edit(root, file, change);
    expect(() => inventedModel(root)).toThrow(message);
  });

  test("reports everything at once", () => {
    const root = copyOfInvented();
    edit(root, "functions/add.json", (r) => (r.summary = ""));
    edit(root, "classes/Linear.json", (r) => (r.description = ""));
    writeFileSync(join(root, "functions/weave.json"), "{");
    rmSync(join(root, "c-api/errors.yml"));
    let message = "";
    try {
      inventedModel(root);
    } catch (error) {
      message = (error as Error).message;
    }
    for (const part of [
      "add.json: /summary",
      "Linear.json: /description",
      "weave.json: /: not JSON",
      "errors.yml: /: can not be read",
    ]) {
      expect(message).toContain(part);
    }
  });

  test.each([
    [
      "type: tensor }, { name: out_rank",
      "type: banana }, { name: out_rank",
      '/functions/3/parameters/0/type: unknown type "banana"',
    ],
    ["array: n_weights", "array: many", 'no parameter "many" counts it'],
    ["name: out_rank", "name: rank", 'out parameter "rank" must begin with "out_"'],
    ["errors: [shape, value]", "errors: [shape, bad]", '/functions/1/errors/1: no error "bad"'],
    ["name: weights_sum", "name: tensor_release", '"mixgrad_tensor_release" is declared twice'],
    ["sized: true", "sized: perhaps", "/structs/1/sized: must be boolean"],
    ["prefix: mixgrad", "prefix: [", "c-api/abi.yml: "],
  ])("reports in abi.yml: %s → %s", (from, to, message) => {
    const root = copyOfInvented();
    const path = join(root, "c-api/abi.yml");
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
    expect(() => inventedModel(root)).toThrow(message);
  });
});
