import * as mg from "mixgrad";
import { errorFrom } from "mixgrad-test-support";
import { expect, test } from "vitest";

test("backward leaves gradients in leaves", () => {
  const x = mg.parameter([1, 2, 3]);
  const y = x.multiply(x).sum();
  expect(y.requiresGrad).toBe(true);
  expect(x.grad).toBeNull();
  y.backward();
  expect(x.grad?.toArraySync()).toEqual([2, 4, 6]);
  x.multiply(1).sum().backward();
  expect(x.grad?.toArraySync()).toEqual([3, 5, 7]);
  x.grad = null;
  expect(x.grad).toBeNull();
  x.grad = mg.ones([3]);
  expect(x.grad?.toArraySync()).toEqual([1, 1, 1]);
  errorFrom(mg.ShapeError, () => (x.grad = mg.ones([2])));
});

test("grad, valueAndGrad and jvp trace the function once", () => {
  let calls = 0;
  const f = (x: mg.Tensor): mg.Tensor => {
    calls += 1;
    expect(x.isTraced).toBe(true);
    return x.multiply(x).sum();
  };
  const x = mg.tensor([1, 2]);
  const { value, gradients } = mg.valueAndGrad(f)(x);
  expect(value.item()).toBe(5);
  expect(gradients[0]?.toArraySync()).toEqual([2, 4]);
  expect(mg.grad(f)(x)[0]?.toArraySync()).toEqual([2, 4]);
  expect(calls).toBe(2);
  const { tangent } = mg.jvp((v) => v.multiply(v))([x], [mg.tensor([1, 0])]);
  expect(tangent.toArraySync()).toEqual([2, 0]);
});

test("vmap maps a function over an axis of its arguments", () => {
  const rows = mg.tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(
    mg
      .vmap((row) => row.sum())(rows)
      .toArraySync(),
  ).toEqual([3, 7, 11]);
  expect(
    mg
      .vmap((column) => column.sum(), { inAxes: [1] })(rows)
      .toArraySync(),
  ).toEqual([9, 12]);
  const side = mg.vmap((a, b) => a.add(b), { outAxis: 1 });
  expect(side(rows, rows).toArraySync()).toEqual([
    [2, 6, 10],
    [4, 8, 12],
  ]);
  const slope = (row: mg.Tensor): mg.Tensor => mg.grad((v) => v.square().sum())(row)[0] as mg.Tensor;
  expect(mg.vmap(slope)(rows).toArraySync()).toEqual([
    [2, 4],
    [6, 8],
    [10, 12],
  ]);
  errorFrom(mg.IndexError, () => mg.vmap((row) => row, { inAxes: [2] })(rows));
});

test("gradients of gradients", () => {
  const cube = (x: mg.Tensor): mg.Tensor => x.multiply(x).multiply(x).sum();
  const slope = (x: mg.Tensor): mg.Tensor => (mg.grad(cube)(x)[0] as mg.Tensor).sum();
  expect(
    mg
      .grad(slope)(mg.tensor([2]))[0]
      ?.toArraySync(),
  ).toEqual([12]);
});

test("functions of the engine and modules are functions too", () => {
  expect(
    mg
      .jvp(mg.square)([mg.tensor([1, 2])], [mg.ones([2])])
      .tangent.toArraySync(),
  ).toEqual([2, 4]);
  const layer = new mg.nn.Linear(2, 1, { bias: false });
  const [gradient] = mg
    .jvp(layer)([mg.ones([1, 2])], [mg.ones([1, 2])])
    .tangent.toArraySync() as number[][];
  expect(gradient?.[0]).toBeCloseTo(Number(layer.weight.sum().item()), 5);
});

test("noGrad, also across await", async () => {
  const x = mg.parameter([1]);
  expect(mg.noGrad(() => x.add(1)).requiresGrad).toBe(false);
  expect(mg.noGrad(() => mg.enableGrad(() => x.add(1))).requiresGrad).toBe(true);
  const quiet = mg.noGrad(async () => {
    await Promise.resolve();
    expect(mg.isGradEnabled()).toBe(false);
    return x.add(1);
  });
  expect(mg.isGradEnabled()).toBe(true);
  expect(x.add(1).requiresGrad).toBe(true);
  expect((await quiet).requiresGrad).toBe(false);
});

test("values can't be read while tracing", () => {
  const error = errorFrom(mg.TraceError, () =>
    mg.grad((x) => x.multiply(Number(x.sum().item())).sum())(mg.tensor([1])),
  );
  expect(error.stack).toContain("autograd.test.ts");
});

test("errors of a traced function are the user's own", () => {
  const mine = new RangeError("mine");
  expect(() =>
    mg.grad(() => {
      throw mine;
    })(mg.tensor([1])),
  ).toThrow(mine);
  expect(() => mg.grad((async (x: mg.Tensor) => x.sum()) as never)(mg.tensor([1]))).toThrow(/asynchronous/);
  errorFrom(mg.MgTypeError, () => mg.grad((() => 3) as never)(mg.tensor([1])));
});

test("an operator of the user's", () => {
  const x = mg.parameter([1, 4]);
  const root = (a: mg.Tensor): mg.Tensor => mg.tensor(Float32Array.from(a.dataSync() as Float32Array, Math.sqrt));
  const y = mg.custom([x], root, (g, a) => [g.divide(root(a).multiply(2))]);
  expect(y.toArraySync()).toEqual([1, 2]);
  globalThis.gc?.();
  y.sum().backward();
  expect(x.grad?.toArraySync()).toEqual([0.5, 0.25]);
  errorFrom(mg.ShapeError, () => mg.custom([x], () => mg.ones([3])));
  errorFrom(mg.GradientError, () => mg.custom([x], root).sum().backward());
});

test("detach shares memory and forgets", () => {
  const x = mg.parameter([1, 2]);
  const y = x.multiply(1).detach();
  expect(y.requiresGrad).toBe(false);
  const z = x.detach();
  mg.noGrad(() => z.copyFrom(5));
  expect(x.toArraySync()).toEqual([5, 5]);
});

test("what can't be differentiated says so", () => {
  errorFrom(mg.GradientError, () => mg.tensor([1]).sum().backward());
  errorFrom(mg.DTypeError, () => mg.tensor([1n], { requiresGrad: true }));
  const x = mg.parameter([1]);
  errorFrom(mg.GradientError, () => x.add_(1));
});
