import { inspect } from "node:util";
import * as mg from "mixgrad";
import { errorFrom } from "mixgrad-test-support";
import { expect, test } from "vitest";

test("nested arrays become float32, bigints int64, booleans bool", () => {
  expect(
    mg
      .tensor([
        [1, 2],
        [3, 4.5],
      ])
      .toArraySync(),
  ).toEqual([
    [1, 2],
    [3, 4.5],
  ]);
  expect(
    mg.tensor([
      [1, 2],
      [3, 4],
    ]).dtype,
  ).toBe("float32");
  expect(mg.tensor([1n, -2n]).dtype).toBe("int64");
  expect(mg.tensor([true, false]).dtype).toBe("bool");
  expect(mg.tensor(3).shape).toEqual([]);
  expect(mg.tensor([]).shape).toEqual([0]);
  expect(mg.tensor([[], []]).shape).toEqual([2, 0]);
  expect(mg.tensor([[], []]).toArraySync()).toEqual([[], []]);
});

const ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

test.each(Object.entries(ARRAYS))("typed arrays keep their type: %s", (dtype, TypedArray) => {
  const x = mg.tensor(new TypedArray([1, 2, 100]));
  expect(x.dtype).toBe(dtype);
  expect(x.dataSync()).toBeInstanceOf(TypedArray);
  expect([...(x.dataSync() as Float64Array)]).toEqual([1, 2, 100]);
});

test("integers of 64 bits are bigints where numbers do not hold them", () => {
  const x = mg.tensor(new BigInt64Array([1n, -(2n ** 62n)]));
  expect(x.dataSync()).toEqual(new BigInt64Array([1n, -(2n ** 62n)]));
  expect(x.toArraySync()).toEqual([1n, -(2n ** 62n)]);
  expect(mg.tensor(new BigUint64Array([2n ** 64n - 1n])).item()).toBe(2n ** 64n - 1n);
  expect(mg.tensor([5n]).item()).toBe(5);
});

test("every dtype can be asked for, and holds what fits", () => {
  const dtypes = [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
  ] as const;
  for (const dtype of dtypes) {
    const x = mg.tensor(
      [
        [1, 0],
        [1, 1],
      ],
      { dtype },
    );
    expect(x.dtype).toBe(dtype);
    expect(x.toArraySync()).toEqual(
      dtype === "bool"
        ? [
            [true, false],
            [true, true],
          ]
        : [
            [1, 0],
            [1, 1],
          ],
    );
  }
  expect(mg.tensor([0.5, 1.5], { dtype: "float16" }).dataSync()).toEqual(new Uint16Array([0x3800, 0x3e00]));
});

test("numbers that do not fit are refused", () => {
  for (const [value, dtype] of [
    [300, "uint8"],
    [-1, "uint32"],
    [0.5, "int32"],
    [2n ** 63n, "int64"],
    [2 ** 60, "int64"],
    [NaN, "int8"],
  ] as const) {
    const error = errorFrom(mg.ValueError, () => mg.tensor([value], { dtype }));
    expect(error.message).toContain(`does not fit into ${dtype}`);
    expect(error.given).toBe(String(value));
  }
});

test("ragged lists, strings and unknown options are refused", () => {
  errorFrom(mg.ShapeError, () => mg.tensor([[1, 2], [3]]));
  errorFrom(mg.ShapeError, () => mg.tensor([[1], 2]));
  let deep: unknown = 1;
  for (let i = 0; i < 33; ++i) deep = [deep];
  errorFrom(mg.ShapeError, () => mg.tensor(deep as number[]));
  expect(errorFrom(mg.MgTypeError, () => mg.tensor(["a"] as never)).given).toBe("string");
  expect(errorFrom(mg.MgTypeError, () => mg.tensor([1], { dtpye: "int8" } as never)).argument).toBe("dtpye");
  errorFrom(mg.ValueError, () => mg.tensor([1], { dtype: "float31" as never }));
  errorFrom(mg.DeviceError, () => mg.tensor([1], { device: "cuda:0" }));
});

test("tensors of tensors, of typed arrays, and with another shape", () => {
  expect(mg.tensor([mg.tensor([1, 2]), mg.tensor([3, 4])]).toArraySync()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(mg.tensor([new Float64Array([1, 2]), new Float64Array([3, 4])]).toArraySync()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(mg.tensor(new Int32Array(6), { shape: [2, 3] }).shape).toEqual([2, 3]);
  const x = mg.tensor([1, 2], { requiresGrad: true });
  const copy = mg.tensor(x.multiply(2));
  expect(copy.requiresGrad).toBe(false);
  expect(copy.isLeaf).toBe(true);
});

test("fromBuffer shares memory", () => {
  const data = new Float32Array([1, 2, 3, 4]);
  const x = mg.fromBuffer(data, [2, 2]);
  data[0] = 9;
  expect(x.toArraySync()).toEqual([
    [9, 2],
    [3, 4],
  ]);
  x.at(1).copyFrom(0);
  expect([...data]).toEqual([9, 2, 0, 0]);
  const fixed = mg.fromBuffer(data, [4], { readOnly: true });
  errorFrom(mg.ReadOnlyError, () => fixed.copyFrom(1));
  errorFrom(mg.ShapeError, () => mg.fromBuffer(data, [3]));
  errorFrom(mg.DTypeError, () => mg.fromBuffer(data, [4], { dtype: "int32" }));
  expect(mg.fromBuffer(new Uint16Array([0x3f80]), [1], { dtype: "bfloat16" }).item()).toBe(1);
  expect(mg.fromBuffer(data.subarray(1, 3)).toArraySync()).toEqual([2, 0]);
});

test("creation by functions", () => {
  expect(mg.zeros([2, 3], { dtype: "float16" }).dtype).toBe("float16");
  expect(mg.arange(4).toArraySync()).toEqual([0, 1, 2, 3]);
  expect(mg.full([2], 1.5).toArraySync()).toEqual([1.5, 1.5]);
});

test("printing", () => {
  expect(
    inspect(
      mg.tensor([
        [1, 2],
        [3, 4],
      ]),
    ),
  ).toBe('tensor([[1., 2.],\n        [3., 4.]], { dtype: "float32" })');
  expect(inspect(mg.parameter([1]))).toContain("requiresGrad: true");
  expect(String(mg.tensor([1.5]))).toBe("[1.5]");
  const gone = mg.tensor([1]);
  gone.dispose();
  expect(inspect(gone)).toBe("tensor(<disposed>)");
});

test("JSON has the elements", () => {
  const x = mg.tensor([
    [1, 2],
    [3, NaN],
  ]);
  expect(JSON.stringify({ x })).toBe('{"x":[[1,2],[3,null]]}');
  expect(JSON.stringify(mg.tensor([1n, 2n]))).toBe("[1,2]");
});

test("tensors are neither thenable nor array-like", async () => {
  const x = mg.tensor([1]);
  expect("then" in x).toBe(false);
  expect("length" in x).toBe(false);
  expect(await x).toBe(x);
});
