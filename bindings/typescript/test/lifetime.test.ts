import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mg from "mixgrad";
import { collect, errorFrom, expectNoGrowth, run } from "mixgrad-test-support";
import { beforeEach, expect, test } from "vitest";

beforeEach(collect);

test("dispose frees at once, using at the end of the block", () => {
  const before = mg.memory().tensors;
  const x = mg.ones([10]);
  expect(mg.memory().tensors).toBe(before + 1);
  x.dispose();
  expect(mg.memory().tensors).toBe(before);
  {
    using y = mg.ones([10]);
    using top = y.topk(3);
    expect(top.values.size).toBe(3);
  }
  expect(mg.memory().tensors).toBe(before);
});

test("a scope frees what is made in it, except its result and what it keeps", () => {
  const before = mg.memory().tensors;
  let inner: mg.Tensor | undefined;
  let kept: mg.Tensor | undefined;
  const result = mg.scope((s) => {
    inner = mg.ones([3]);
    kept = s.keep(inner.add(1));
    return { sum: inner.sum(), parts: [inner.add(2)] };
  }, "outer");
  expect(mg.memory().tensors).toBe(before + 3);
  expect(errorFrom(mg.DisposedError, () => inner?.add(1)).message).toContain('"outer"');
  expect(kept?.toArraySync()).toEqual([2, 2, 2]);
  expect(result.parts[0]?.toArraySync()).toEqual([3, 3, 3]);
  for (const t of [kept, result.sum, ...result.parts]) t?.dispose();
  expect(mg.memory().tensors).toBe(before);
});

test("scopes nest, and end with errors", () => {
  const before = mg.memory().tensors;
  expect(() =>
    mg.scope(() => {
      const x = mg.scope(() => mg.ones([2]).add(1));
      expect(mg.memory().tensors).toBe(before + 1);
      expect(x.toArraySync()).toEqual([2, 2]);
      throw new Error("mine");
    }),
  ).toThrow("mine");
  expect(mg.memory().tensors).toBe(before);
});

test("asynchronous scopes are apart, however their awaits interleave", async () => {
  const before = mg.memory().tensors;
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  const work = (n: number): Promise<mg.Tensor> =>
    mg.scope(async () => {
      let x = mg.full([2], n, "float32");
      for (let i = 0; i < 5; ++i) {
        await pause();
        x = x.add(1);
      }
      return x;
    });
  const made = await Promise.all([...Array(20).keys()].map(work));
  made.forEach((x, n) => expect(x.toArraySync()).toEqual([n + 5, n + 5]));
  expect(mg.memory().tensors).toBe(before + 20);
  for (const x of made) x.dispose();
  expect(mg.memory().tensors).toBe(before);
});

test("the collector is the backstop", async () => {
  const before = mg.memory();
  for (let i = 0; i < 3000; ++i) mg.ones([4]).add(i);
  await collect();
  expect(mg.memory().tensors - before.tensors).toBeLessThan(50);
  expect(mg.memory().handles - before.handles).toBeLessThan(50);
});

class Net extends mg.nn.Module {
  first = new mg.nn.Linear(4, 8);
  layers = [new mg.nn.Linear(8, 8), new mg.nn.ReLU()];
  scale = mg.parameter([1, 2]);
  rest = new mg.nn.Sequential(new mg.nn.ReLU(), new mg.nn.Linear(8, 2));
  cycle = { self: this };
  self = this;
  override forward(x: mg.Tensor): mg.Tensor {
    return x.pipe(this.first).pipe(this.rest).multiply(this.scale);
  }
}

test("a thousand networks are reclaimed", async () => {
  const work = async (): Promise<void> => {
    for (let i = 0; i < 100; ++i) {
      const net = new Net();
      const optimizer = new mg.optim.SGD(net.parameters(), { lr: 0.1 });
      net
        .call(mg.ones([2, 4]))
        .sum()
        .backward();
      optimizer.step();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await work();
  await collect();
  const before = mg.memory();
  const resident: number[] = [];
  for (let i = 1; i <= 10; ++i) {
    await work();
    if (i % 2 > 0) continue;
    await collect();
    resident.push(process.memoryUsage().rss);
  }
  const after = mg.memory();
  expect(after.objects - before.objects).toBeLessThanOrEqual(20);
  expect(after.tensors - before.tensors).toBeLessThanOrEqual(40);
  expectNoGrowth(resident);
});

test("an object has one wrapper, which lives while its owner's wrapper does", async () => {
  const data = new mg.TensorDataset(mg.zeros([4, 1]));
  const loader = new mg.DataLoader(data);
  expect(loader.dataset).toBe(data);
  const chain = ((): mg.nn.Sequential => new mg.nn.Sequential(new Net()))();
  await collect();
  expect(chain.forward(mg.ones([1, 4])).shape).toEqual([1, 2]);
});

test("walks that are left are released", async () => {
  const before = mg.memory();
  for (let i = 0; i < 20; ++i) {
    for await (const [x] of new mg.DataLoader(new mg.TensorDataset(mg.zeros([40, 1])), { batchSize: 4 })) {
      expect(x?.shape).toEqual([4, 1]);
      break;
    }
  }
  await collect();
  expect(mg.memory().objects - before.objects).toBeLessThanOrEqual(4);
});

/** Networks, trainers and callbacks in cycles, fits that end, fail and are cancelled: prints the counters now and then. */
const THOUSAND = `
  const collect = async () => {
    for (let i = 0; i < 5; ++i) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
  };
  class Net extends mg.nn.Module {
    body = new mg.nn.Sequential(new mg.nn.Linear(2, 8), new mg.nn.ReLU(), new mg.nn.Linear(8, 2));
    forward(x) { return x.pipe(this.body); }
  }
  class Watch extends mg.Callback {
    onEpochEnd(epoch, logs) { if (this.broken) throw new Error("mine"); this.logs = logs; }
  }
  const loader = (n) => {
    const x = mg.normal([n, 2]);
    return new mg.DataLoader(new mg.TensorDataset(x, x.argmax(1)), { batchSize: 16, shuffle: true });
  };
  async function work(n) {
    for (let i = 0; i < n; ++i) {
      const net = new Net(), watch = new Watch();
      const optimizer = new mg.optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
      const loss = (output, target) => mg.nn.crossEntropy(output, target);
      const trainer = new mg.Trainer(net, { loss, optimizer, metrics: { acc: new mg.metrics.Accuracy() } });
      Object.assign(watch, { trainer, broken: i % 3 === 0 });
      Object.assign(net, { trainer });
      const fit = trainer.fit(loader(32), { epochs: 2, callbacks: [watch], progress: false });
      if (i % 3 === 1) fit.cancel();
      await fit.catch(() => undefined);
      await net.predict(mg.ones([3, 2]));
      try { net.call(mg.ones([3, 3])); } catch {}
    }
  }
  await work(250); // caches fill
  for (let part = 0; part < 4; ++part) {
    await work(250);
    await collect();
    const { tensors, handles, objects } = mg.memory();
    console.log(JSON.stringify({ tensors, handles, objects, resident: process.memoryUsage().rss }));
  }`;

test("of a thousand networks and trainers none is left", () => {
  const folder = mkdtempSync(join(tmpdir(), "mixgrad-"));
  // The collector's young generation and the C library's arenas grow while they warm up; that is not what is measured.
  const flags = ["--expose-gc", "--max-semi-space-size=1"];
  const { output } = run(folder, THOUSAND, flags, "MALLOC_ARENA_MAX=1");
  const parts = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, number>);
  expect(parts.length).toBe(4);
  for (const part of parts) expect(part).toMatchObject({ tensors: 0, objects: 0, handles: 1 });
  expectNoGrowth(parts.map((part) => part["resident"] ?? 0));
});
