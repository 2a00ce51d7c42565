import { inspect } from "node:util";
import * as mg from "mixgrad";
import { nn } from "mixgrad";
import { errorFrom } from "mixgrad-test-support";
import { expect, test } from "vitest";

class Net extends nn.Module {
  first = new nn.Linear(3, 4);
  rest = new nn.Sequential(new nn.ReLU(), new nn.Linear(4, 2));
  scale = mg.parameter([1, 2]);
  calls = 0;

  override forward(x: mg.Tensor): mg.Tensor {
    this.calls += 1;
    return x.pipe(this.first).pipe(this.rest).multiply(this.scale);
  }
}

test("fields are children and parameters", () => {
  const net = new Net();
  const names = ["scale", "first.weight", "first.bias", "rest.1.weight", "rest.1.bias"];
  expect(Object.keys(net.namedParameters())).toEqual(names);
  expect(net.parameters().length).toBe(5);
  expect(net.namedParameters()["scale"]?.identity).toBe(net.scale.identity);
  expect(Object.keys(net.state())).toEqual(names);
});

test("running it", () => {
  const net = new Net();
  const x = mg.ones([2, 3]);
  const y = net.call(x);
  expect(y.shape).toEqual([2, 2]);
  expect(net.forward(x).toArraySync()).toEqual(y.toArraySync());
  expect(x.pipe(net).toArraySync()).toEqual(y.toArraySync());
  expect(net.calls).toBe(3);
  y.sum().backward();
  expect(net.parameters().every((p) => p.grad !== null)).toBe(true);
  net.zeroGrad();
  expect(net.parameters().every((p) => p.grad === null)).toBe(true);
});

test("names are snake_case, lists are numbered", () => {
  class Deep extends nn.Module {
    fcOut = new nn.Linear(2, 2, { bias: false });
    manyLayers = [0, 1, 2].map(() => new nn.Linear(2, 2, { bias: false }));
    override forward(x: mg.Tensor): mg.Tensor {
      return this.manyLayers.reduce((y, layer) => y.pipe(layer), x.pipe(this.fcOut));
    }
  }
  const net = new Deep();
  expect(Object.keys(net.namedParameters())).toEqual([
    "fc_out.weight",
    "many_layers.0.weight",
    "many_layers.1.weight",
    "many_layers.2.weight",
  ]);
  expect(net.call(mg.ones([1, 2])).shape).toEqual([1, 2]);
});

test("fields that are set later, and fields of children", () => {
  class Outer extends nn.Module {
    inner = new Net();
    extra: nn.Module | undefined;
  }
  const net = new Outer();
  expect(net.parameters().length).toBe(5);
  net.extra = new nn.Linear(1, 1);
  expect(net.parameters().length).toBe(7);
  net.extra = new nn.Linear(1, 1);
  errorFrom(mg.ValueError, () => net.parameters());
});

test("what is registered is not replaced unnoticed", () => {
  for (const change of [
    (net: Record<string, unknown>) => (net["first"] = null),
    (net: Record<string, unknown>) => (net["scale"] = mg.zeros([2])),
    (net: Record<string, unknown>) => delete net["rest"],
  ]) {
    const net = new Net();
    expect(net.parameters().length).toBe(5);
    change(net as unknown as Record<string, unknown>);
    expect(() => net.parameters()).toThrow(/is registered in this Net/);
  }
});

test("modes reach the whole tree", () => {
  const net = new Net();
  expect(net.training && net.rest.training).toBe(true);
  net.eval();
  expect(net.training || net.rest.training).toBe(false);
  net.train();
  expect(net.first.training).toBe(true);
});

test("errors name the layer", () => {
  const chain = new nn.Sequential(new nn.ReLU(), new nn.Linear(3, 2));
  expect(errorFrom(mg.ShapeError, () => chain.call(mg.ones([1, 5]))).layer).toBe("1");
  class Outer extends nn.Module {
    inner = new Net();
    override forward(x: mg.Tensor): mg.Tensor {
      return x.pipe(this.inner);
    }
  }
  const net = new Outer();
  net.parameters();
  expect(errorFrom(mg.ShapeError, () => net.call(mg.ones([1, 5]))).layer).toBe("inner.first");
});

test("a module without forward, and classes that are closed", () => {
  class Empty extends nn.Module {}
  expect(errorFrom(mg.NotFoundError, () => new Empty().call(mg.ones([1]))).message).toContain("Empty");
  class Closed extends nn.Linear {}
  expect(errorFrom(mg.MgTypeError, () => new Closed(1, 1)).message).toContain("can't be subclassed");
});

test("a seed gives the same weights", () => {
  const weights = (seed: number): unknown => {
    mg.manualSeed(seed);
    return new Net().first.weight.toArraySync();
  };
  expect(weights(3)).toEqual(weights(3));
  expect(weights(3)).not.toEqual(weights(4));
});

test("an optimizer", () => {
  const net = new nn.Linear(1, 1, { bias: false });
  const rule = new mg.optim.SGD(net.parameters(), { lr: 0.5 });
  const before = Number(net.weight.item());
  net
    .call(mg.ones([1, 1]))
    .sum()
    .backward();
  rule.step();
  expect(net.weight.item()).toBeCloseTo(before - 0.5, 6);
  rule.lr = 0.25;
  expect(rule.lr).toBe(0.25);
});

test("printing", () => {
  expect(inspect(new Net())).toBe(
    "Net(\n  first: Linear()\n  rest: Sequential(\n    0: ReLU()\n    1: Linear()\n  )\n)",
  );
  expect(`${new nn.Linear(1, 1)}`).toBe("Linear()");
});

test("the state as bytes", async () => {
  const net = new Net();
  const data = await net.saveBytes();
  expect(data).toBeInstanceOf(Uint8Array);
  const copy = new Net();
  expect(await copy.loadBytes(Buffer.from(data))).toBe(copy);
  expect(await copy.saveBytes()).toEqual(data);
  await expect(copy.loadBytes(data.subarray(0, data.length - 1))).rejects.toThrow(mg.FormatError);
  await expect(copy.loadBytes("text" as never)).rejects.toThrow(/data.*bytes/);
});

test("bytes of several megabytes", async () => {
  const large = new nn.Linear(1024, 1024);
  const data = await large.saveBytes();
  expect(data.length).toBeGreaterThan(4_000_000);
  const copy = new nn.Linear(1024, 1024);
  await copy.loadBytes(data);
  expect(copy.weight.dataSync()).toEqual(large.weight.dataSync());
  expect(copy.call(mg.ones([1, 1024])).shape).toEqual([1, 1024]);
});
