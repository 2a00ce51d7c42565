import * as mg from "mixgrad";
import { errorFrom } from "mixgrad-test-support";
import { expect, test } from "vitest";

const x = mg.arange(24).reshape([2, 3, 4]).astype("float32");

test("indices, slices, ellipsis and new axes", () => {
  expect(x.at(1, 2, 3).item()).toBe(23);
  expect(x.at(-1, -1, -1).item()).toBe(23);
  expect(x.at(0, ":", [1, 3]).toArraySync()).toEqual([
    [1, 2],
    [5, 6],
    [9, 10],
  ]);
  expect(x.at("...", 0).shape).toEqual([2, 3]);
  expect(x.at(null, "...", null).shape).toEqual([1, 2, 3, 4, 1]);
  expect(x.at(0, 0, [null, null, -1]).toArraySync()).toEqual([3, 2, 1, 0]);
  expect(x.at(0, 0, "::2").toArraySync()).toEqual([0, 2]);
  expect(x.at(mg.ellipsis, mg.slice(1, 3)).shape).toEqual([2, 3, 2]);
  expect(x.at().shape).toEqual([2, 3, 4]);
});

test("one text", () => {
  expect(x.at("0, :, ::2").shape).toEqual([3, 2]);
  expect(x.at("1, ..., -1").toArraySync()).toEqual([15, 19, 23]);
  expect(x.at("0,null,1:").shape).toEqual([1, 2, 4]);
});

test("views write through", () => {
  const y = mg.zeros([2, 3]);
  y.at(0).copyFrom([1, 2, 3]);
  y.at(":", -1).copyFrom(7);
  y.at(1, [0, 2]).copyFrom(mg.tensor([4, 5]));
  expect(y.toArraySync()).toEqual([
    [1, 2, 7],
    [4, 5, 7],
  ]);
});

test("positions", () => {
  expect(x.at(0, mg.tensor([2, 0], { dtype: "int64" }), 1).toArraySync()).toEqual([9, 1]);
  expect(x.at("...", mg.tensor([3n, 3n])).shape).toEqual([2, 3, 2]);
  expect(x.at(0, Int32Array.of(-1, 0), 1).toArraySync()).toEqual([9, 1]);
  expect(x.at(Uint8Array.of(1, 0), 0, BigInt64Array.of(3n, 0n)).toArraySync()).toEqual([15, 0]);
  expect(x.at(Int32Array.of(1, 1), ":", Int32Array.of(0, 3)).toArraySync()).toEqual([
    [12, 16, 20],
    [15, 19, 23],
  ]);
  expect(x.at(mg.tensor([[1], [0]], { dtype: "int32" }), Int32Array.of(2, 0, 1), -1).toArraySync()).toEqual([
    [23, 15, 19],
    [11, 3, 7],
  ]);
  expect(x.at(1, new Int32Array()).shape).toEqual([0, 4]);
});

test("conditions", () => {
  const rows = [
    [0, 1, 2, 3],
    [8, 9, 10, 11],
  ];
  expect(x.at(0, mg.tensor([true, false, true])).toArraySync()).toEqual(rows);
  expect(x.at(0, [true, false, true]).toArraySync()).toEqual(rows);
  expect(x.at(x.greater(21)).toArraySync()).toEqual([22, 23]);
  expect(x.at(x.greater(21).any(2)).toArraySync()).toEqual([[20, 21, 22, 23]]);
  expect(x.at([false, true], Int32Array.of(2), 0).toArraySync()).toEqual([20]);
  expect(x.at(true, 1).shape).toEqual([1, 3, 4]);
  expect(x.at(false).shape).toEqual([0, 2, 3, 4]);
  expect(errorFrom(mg.IndexError, () => x.at([true])).accepted).toBe("2");
  errorFrom(mg.IndexError, () => x.at(mg.tensor([[true]])));
});

test("a part that positions or conditions choose is written", () => {
  const y = mg.zeros([2, 3]);
  expect(y.setAt(1, ":", Int32Array.of(2, 0))).toBe(y);
  y.setAt([[5], [6]], ":", [false, true, false]);
  expect(y.toArraySync()).toEqual([
    [1, 5, 1],
    [1, 6, 1],
  ]);
  y.setAt(mg.tensor([7, 8]), y.greater(1))
    .setAt(2, 0, 0)
    .setAt([3, 4], "1, ::2")
    .setAt(9n, -1, 1);
  expect(y.toArraySync()).toEqual([
    [2, 7, 1],
    [3, 9, 4],
  ]);
  expect(errorFrom(mg.ShapeError, () => y.setAt([1, 2, 3], [true, true], 0)).op).toBe("setitem");
  errorFrom(mg.IndexError, () => y.setAt(0, Int32Array.of(0, 2)));
});

test("arrays in subscripts leave no tensors behind, and derivatives go through", () => {
  const y = mg.tensor([1, 2, 3], { requiresGrad: true });
  const before = mg.memory().tensors;
  y.at(Int32Array.of(0, 2, 0)).dispose();
  errorFrom(mg.IndexError, () => y.at([true, false]));
  expect(mg.memory().tensors).toBe(before);
  y.at(Int32Array.of(0, 2, 0))
    .square()
    .sum()
    .backward();
  expect(y.grad?.toArraySync()).toEqual([4, 0, 6]);
  errorFrom(mg.TraceError, () => mg.vmap((row) => row.at([true, false]))(mg.zeros([3, 2])));
});

test("what is no subscript, and what lies outside", () => {
  const error = errorFrom(mg.IndexError, () => x.at(0, 3));
  expect(error.message).toContain("3");
  expect(error.accepted).toBe("0 to 2");
  expect(errorFrom(mg.ValueError, () => x.at("a")).given).toBe('"a"');
  errorFrom(mg.ValueError, () => x.at([1]));
  errorFrom(mg.ValueError, () => x.at("...", "..."));
  errorFrom(mg.ValueError, () => x.at(0, 0, [0, 4, 0]));
  errorFrom(mg.IndexError, () => x.at(0, 0, 0, 0));
  errorFrom(mg.MgTypeError, () => x.at(0.5));
  const fractions = errorFrom(mg.DTypeError, () => x.at(mg.tensor([0.5])));
  expect([fractions.given, fractions.accepted]).toEqual(["float32", "integer or bool"]);
  expect(fractions.stack).toContain("indexing.test.ts");
  // @ts-expect-error: fractions are no positions.
  errorFrom(mg.DTypeError, () => x.at(Float32Array.of(0.5)));
  // @ts-expect-error: an object is no subscript.
  errorFrom(mg.MgTypeError, () => x.at({}));
});

test("getitem and setitem", () => {
  const y = mg.zeros([2, 2]);
  y.setitem(1, [0, mg.slice(1)]);
  expect(y.getitem([mg.ellipsis, 1]).toArraySync()).toEqual([1, 0]);
  expect(y.getitem([mg.newaxis, 0]).shape).toEqual([1, 2]);
});
