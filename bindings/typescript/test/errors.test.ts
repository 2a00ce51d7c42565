import * as mg from "mixgrad";
import { collect, errorFrom } from "mixgrad-test-support";
import { expect, test } from "vitest";

test("errors are classes with fields", () => {
  const error = errorFrom(mg.ShapeError, () => mg.ones([2, 3]).matmul(mg.ones([2, 3])));
  expect(error).toBeInstanceOf(mg.MgError);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe("ShapeError");
  expect(error.code).toBe("shape");
  expect(error.op).toBe("matmul");
  expect(error.argument).toBe("x2");
  expect(error.given).toBe("[2, 3]");
  expect(error.message).toMatch(/^matmul: /);
  expect(error.stack).toContain("errors.test.ts");
});

test("names are spelled as in JavaScript", () => {
  const error = errorFrom(mg.ValueError, () => new mg.nn.Linear(0, 1));
  expect(error.message).toContain("inFeatures");
  expect(error.argument).toBe("inFeatures");
});

test("the hierarchy is the engine's", () => {
  expect(mg.FormatError.prototype).toBeInstanceOf(mg.IOError);
  expect(mg.OutOfMemoryError.prototype).toBeInstanceOf(mg.MgError);
});

const x = mg.ones([2, 3]);
const BAD: Record<string, [() => unknown, abstract new (...args: never[]) => mg.MgError]> = {
  "an axis out of range": [() => x.sum(2), mg.IndexError],
  "an axis that is no integer": [() => x.sum(0.5), mg.MgTypeError],
  "an axis given twice": [() => x.sum([0, 0]), mg.ValueError],
  "a text for a number": [() => x.add("1" as never), mg.MgTypeError],
  "null for a tensor": [() => x.add(null as never), mg.MgTypeError],
  "nothing for a tensor": [() => x.add(undefined as never), mg.MgTypeError],
  "an object for a tensor": [() => x.add({} as never), mg.MgTypeError],
  "a symbol": [() => x.add(Symbol("s") as never), mg.MgTypeError],
  "a date": [() => x.add(new Date() as never), mg.MgTypeError],
  "a huge bigint": [() => x.reshape([2n ** 70n] as never), mg.ValueError],
  "a negative size": [() => mg.zeros([-1]), mg.ShapeError],
  "too many axes": [() => mg.zeros(Array<number>(33).fill(1)), mg.ShapeError],
  "an unknown dtype": [() => x.astype("float31" as never), mg.ValueError],
  "an unknown enumerator": [
    () => mg.nn.crossEntropy(x, mg.tensor([0n, 1n]), { reduction: "all" as never }),
    mg.ValueError,
  ],
  "an unknown option": [() => x.sum({ axsi: 1 } as never), mg.MgTypeError],
  "options that are none": [() => x.sum(1, 3 as never), mg.MgTypeError],
  "shapes that do not broadcast": [() => x.add(mg.ones([4])), mg.ShapeError],
  "a reshape that does not fit": [() => x.reshape([7]), mg.ShapeError],
  "a size beyond memory": [() => mg.zeros([2 ** 40, 2 ** 40]), mg.MgError],
  "a class number out of range": [() => mg.nn.crossEntropy(x, mg.tensor([0n, 3n])), mg.IndexError],
  "a class that only the engine makes": [() => new (mg.plot.Figure as unknown as new () => unknown)(), mg.MgTypeError],
  "an item of several": [() => x.item(), mg.ValueError],
  "a seed that is none": [() => mg.manualSeed(0.5), mg.ValueError],
  "no threads": [() => mg.setThreads(0), mg.ValueError],
};

test.each(Object.entries(BAD))("%s", (_name, [f, errorClass]) => {
  const error = errorFrom(errorClass, f);
  expect(error.message.length).toBeGreaterThan(10);
});

test("no error leaves anything behind", () => {
  for (const [f] of Object.values(BAD)) expect(f).toThrow();
  expect(x.add(1).sum().item()).toBe(12);
  const deep: unknown[] = [];
  let list = deep;
  for (let i = 0; i < 100; ++i) list.push((list = []));
  expect(() => x.reshape(deep as never)).toThrow(mg.MgError);
});

test("disposed tensors and objects", () => {
  const t = mg.ones([2]);
  t.dispose();
  t.dispose();
  expect(t.disposed).toBe(true);
  expect(errorFrom(mg.DisposedError, () => t.add(1)).message).toBe("this tensor was disposed");
  errorFrom(mg.DisposedError, () => x.add(t));
  errorFrom(mg.DisposedError, () => t.shape);
  errorFrom(mg.DisposedError, () => t.dataSync());
  const layer = new mg.nn.Linear(1, 1);
  layer.dispose();
  errorFrom(mg.DisposedError, () => layer.forward(x));
  errorFrom(mg.DisposedError, () => layer.weight);
});

test("memory over the limit, and what goes on after it", async () => {
  await collect(); // or garbage that is freed meanwhile would make room
  const used = mg.memory().bytes;
  mg.setMemoryLimit(used + 1_000_000);
  try {
    expect(errorFrom(mg.OutOfMemoryError, () => mg.zeros([1_000_000])).code).toBe("out_of_memory");
    expect(mg.zeros([1000]).size).toBe(1000);
  } finally {
    mg.setMemoryLimit(0);
  }
  expect(mg.zeros([1_000_000]).size).toBe(1_000_000);
});
