import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mg from "mixgrad";
import { nn } from "mixgrad";
import { collect, errorFrom } from "mixgrad-test-support";
import { expect, test } from "vitest";

test("a function is called once for each signature", () => {
  let calls = 0;
  const f = mg.compile((x: mg.Tensor, y: mg.Tensor) => {
    calls += 1;
    return x.multiply(2).add(y);
  });
  expect(f(mg.tensor([1, 2]), mg.tensor([1, 1])).toArraySync()).toEqual([3, 5]);
  expect(f(mg.tensor([1, 2, 3]), mg.tensor([0])).toArraySync()).toEqual([2, 4, 6]);
  expect(calls).toBe(1);
  const double = mg.tensor([1], { dtype: "float64" });
  expect(f(double, double).dtype).toBe("float64");
  expect(calls).toBe(2);
  expect(f.compiled.traces).toBe(2);
});

test("gradients, state and modules", async () => {
  const x = mg.parameter([1, 2]);
  mg.compile((v: mg.Tensor) => v.multiply(v).sum())(x).backward();
  expect(x.grad?.toArraySync()).toEqual([2, 4]);
  const count = mg.tensor(0);
  const counting = mg.compile((v: mg.Tensor) => {
    count.add_(1);
    return v.add(count);
  });
  expect(counting(mg.tensor([0])).toArraySync()).toEqual([1]);
  expect(counting(mg.tensor([0])).toArraySync()).toEqual([2]);
  expect(count.item()).toBe(2);
  const layer = new nn.Linear(2, 3);
  const run = mg.compile(layer);
  const input = mg.ones([4, 2]);
  expect(run(input).toArraySync()).toEqual(layer.call(input).toArraySync());
  await collect();
  expect(run(input).shape).toEqual([4, 3]);
});

test("errors", () => {
  errorFrom(mg.TraceError, () => mg.compile((x: mg.Tensor) => x.add(Number(x.sum().item())))(mg.tensor([1])));
  errorFrom(mg.ShapeError, () => mg.compile((x: mg.Tensor) => x.matmul(x))(mg.ones([2, 3])));
});

test("graphs are saved and loaded", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "mixgrad-")), "graph.safetensors");
  const scale = mg.tensor([10]);
  const f = mg.compile((x: mg.Tensor) => x.relu().multiply(scale));
  const x = mg.tensor([-1, 2]);
  const expected = f(x).toArraySync();
  await f.compiled.graph(x).save(path);
  const graph = await mg.loadGraph(path);
  expect(graph.call(x).toArraySync()).toEqual(expected);
  expect(graph.inputCount).toBe(1);
});
