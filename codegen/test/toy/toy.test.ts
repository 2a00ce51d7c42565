/** What printers stand on: lowering, names, counting, literals and examples, seen through a toy language. */
import { describe, expect, test } from "vitest";
import { NameError, Namer, camelCase, pascalCase, snakeCase, upperCase } from "../../src/lower/names.ts";
import { lower } from "../../src/lower/lower.ts";
import type { FunctionModel } from "../../src/model/model.ts";
import { floatText, printLiteral } from "../../src/print/literal.ts";
import { blockComment, joined, wrap } from "../../src/print/text.ts";
import { inventedModel } from "../support.ts";
import { toy, toyCapabilities, toyNames, toySignatures, toyStyle } from "./language.ts";

const model = inventedModel();
const f = (name: string): FunctionModel => {
  const found = model.function(name);
  if (!found) throw new Error(name);
  return found;
};
const example = (name: string): string => {
  const [first] = f(name).examples;
  if (!first || !toy.documentation) throw new Error(name);
  return toy.documentation.example(first, model);
};

describe("names", () => {
  test.each([
    ["batch_norm2d", "batchNorm2d", "BatchNorm2d", "batch_norm2d", "BATCH_NORM2D"],
    ["MSELoss", "mseLoss", "MseLoss", "mse_loss", "MSE_LOSS"],
    ["x1", "x1", "X1", "x1", "X1"],
    ["requires_grad", "requiresGrad", "RequiresGrad", "requires_grad", "REQUIRES_GRAD"],
  ])("%s", (name, camel, pascal, snake, upper) => {
    expect([camelCase(name), pascalCase(name), snakeCase(name), upperCase(name)]).toEqual([
      camel,
      pascal,
      snake,
      upper,
    ]);
  });

  test("follow the table, then the style", () => {
    const namer = new Namer("Julia", toyCapabilities.naming, toyNames);
    expect(namer.function(f("ponder"))).toBe("io_ponder");
    expect(namer.function(f("add_"))).toBe("addInPlace");
    expect(namer.parameter(f("topk"), { name: "axis" })).toBe("dims");
    expect(namer.parameter(f("topk"), { name: "ignore_index" })).toBe("ignore_index");
    const kept = new Namer(
      "Julia",
      { ...toyCapabilities.naming, inPlace: "underscore" },
      { parameters: { "topk.axis": "along" } },
    );
    expect(kept.function(f("add_"))).toBe("add_");
    expect(kept.parameter(f("topk"), { name: "axis" })).toBe("along");
    expect(namer.variable("end")).toBe("end_");
  });

  test("are refused where a language reserves them", () => {
    const namer = new Namer("Julia", toyCapabilities.naming, {
      functions: { add: "while" },
      reservedMethods: ["topk"],
      reservedParameters: ["k"],
    });
    expect(() => namer.function(f("add"))).toThrow(NameError);
    expect(() => namer.function(f("add"))).toThrow("add add to `functions`");
    expect(() => namer.method(f("topk"))).toThrow("`methods`");
    expect(() => namer.parameter(f("topk"), { name: "k" })).toThrow("topk.k");
  });
});

describe("lowering", () => {
  test("expands unions and optional arguments where a language overloads", () => {
    expect(toySignatures(f("add"))).toEqual([
      "add(x1: tensor x2: tensor)",
      "add(x1: tensor x2: number)",
      "add(x1: number x2: tensor)",
      "add(x1: number x2: number)",
    ]);
    expect(toySignatures(f("topk"))).toEqual(["topk(x: tensor k: count dims: axis?)", "topk(x: tensor k: count)"]);
    expect(toySignatures(f("ponder"))).toEqual([
      "io_ponder(question: string | depth: int? deadline: int?)",
      "io_ponder(question: string)",
    ]);
  });

  test("keeps one signature where it does not", () => {
    const namer = new Namer("Julia", toyCapabilities.naming, toyNames);
    const lowered = lower(f("add"), { ...toyCapabilities, overloads: false, operators: [], aliases: false }, namer);
    expect(lowered.signatures.map((s) => s.positional.map((a) => a.type.kind))).toEqual([
      ["tensor_or_number", "tensor_or_number"],
    ]);
    expect([lowered.operator, lowered.aliases]).toEqual(["", []]);
    const able = lower(f("add"), toyCapabilities, namer);
    expect([able.operator, able.aliases, able.methodName]).toEqual(["+", ["plus"], "add"]);
    expect([lower(f("ponder"), toyCapabilities, namer).asynchronous, able.asynchronous]).toEqual([true, false]);
  });
});

describe("examples", () => {
  test("are printed in the language's words", () => {
    expect(example("add")).toBe(
      ["row := <float32 (1 2.5 Inf)>", "add(row, 1) == (2 3.5 Inf)", "shape row.add(row) == (3)"].join("\n"),
    );
    expect(example("weave")).toContain("pieces[2] == (3 4)");
    expect(example("weave")).toContain("weave((<float32 (1 2)> <float32 (3 4)>), 1)");
  });

  test("count from the language's base: axes, index results, class numbers behind a variable", () => {
    expect(example("topk")).toBe(
      ["top := topk(<float32 ((3 1 2))>, 2, 2)", "top.values == ((3 2))", "top.indices == ((1 3))"].join("\n"),
    );
    expect(example("glimmer").split("\n")[0]).toBe("labels := <int64 (2 1)>");
    expect(example("glimmer")).toContain("{x | add(x, 1)}");
  });

  test("call members by the type of what they are called on", () => {
    const [first] = model.class("Linear")?.examples ?? [];
    expect(first && toy.documentation?.example(first, model)).toBe(
      [
        "layer := make Linear(2, 3)",
        "layer.train(no)",
        "shape layer.forward(<float32 ((1 2))>) == (1 3)",
        "layer.weight.shape == (3 2)",
      ].join("\n"),
    );
  });
});

describe("text", () => {
  test("literals", () => {
    expect(printLiteral([null, true, 1, 0.5, "inf", "-inf", "nan", 'a"b'], toyStyle)).toBe(
      '(nil yes 1 0.5 Inf -Inf NaN "a\\"b")',
    );
    expect(printLiteral([1, 2], toyStyle, true)).toBe("(1.0 2.0)");
    expect([floatText(1e21), floatText(1e-7), floatText(-3)]).toEqual(["1e+21", "1e-7", "-3.0"]);
  });

  test("wrapping and comments", () => {
    expect(wrap("one two three\n\nfour", 8)).toEqual(["one two", "three", "", "four"]);
    expect(blockComment(["ends */ here"]).join("").match(/\*\//g)).toHaveLength(1);
    expect(joined("f(", ["aa", "bb"], ")", 5)).toEqual(["f(", "  aa,", "  bb", ")"]);
    expect(joined("f(", ["a", "b"], ")", 10)).toEqual(["f(a, b)"]);
  });
});
