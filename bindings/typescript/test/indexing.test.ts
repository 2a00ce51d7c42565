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

test("tensors of places and of conditions", () => {
  expect(x.at(0, mg.tensor([2, 0], { dtype: "int64" }), 1).toArraySync()).toEqual([9, 1]);
  expect(x.at("...", mg.tensor([3n, 3n])).shape).toEqual([2, 3, 2]);
  expect(x.at(0, mg.tensor([true, false, true])).toArraySync()).toEqual([
    [0, 1, 2, 3],
    [8, 9, 10, 11],
  ]);
  expect(x.at(x.greater(21)).toArraySync()).toEqual([22, 23]);
  errorFrom(mg.ShapeError, () => x.at(mg.tensor([true])));
  errorFrom(mg.ShapeError, () => x.at(mg.tensor([[true]])));
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
});

test("getitem and setitem", () => {
  const y = mg.zeros([2, 2]);
  y.setitem(1, [0, mg.slice(1)]);
  expect(y.getitem([mg.ellipsis, 1]).toArraySync()).toEqual([1, 0]);
  expect(y.getitem([mg.newaxis, 0]).shape).toEqual([1, 2]);
});
