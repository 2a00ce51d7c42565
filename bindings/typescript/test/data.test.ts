import * as mg from "mixgrad";
import { DataLoader, metrics, optim } from "mixgrad";
import { collect, errorFrom, LONG, points } from "mixgrad-test-support";
import { expect, test, vi } from "vitest";

class Points extends mg.Dataset {
  readonly #x: mg.Tensor;
  readonly #y: mg.Tensor;
  asked = 0;

  constructor(n = 48) {
    super();
    [this.#x, this.#y] = points(n);
  }
  override get length(): number {
    return this.#x.shape[0] ?? 0;
  }
  override get(index: number): mg.Tensor[] {
    this.asked += 1;
    return [this.#x.at(index), this.#y.at(index)];
  }
  inputs(): mg.Tensor {
    return this.#x;
  }
}

test("a loader is walked once for an epoch", async () => {
  const data = new mg.TensorDataset(...points(40));
  const loader = new DataLoader(data, { batchSize: 16, shuffle: true });
  expect(loader.length).toBe(3);
  const sizes: unknown[] = [];
  for await (const [x, y] of loader) {
    expect(y?.dtype).toBe("int64");
    sizes.push(x?.shape[0]);
  }
  expect(sizes).toEqual([16, 16, 8]);
});

test("shuffles follow the seed", async () => {
  const data = new mg.TensorDataset(mg.arange(20));
  const order = async (options: mg.DataLoaderConstructorOptions): Promise<unknown[]> => {
    const seen: unknown[] = [];
    for await (const [x] of new DataLoader(data, { batchSize: 5, shuffle: true, ...options })) {
      seen.push(...((await x?.toArray()) as number[]));
    }
    return seen;
  };
  expect(await order({ seed: 3 })).toEqual(await order({ seed: 3, threads: 2, prefetch: 4 }));
  expect(await order({ seed: 3 })).not.toEqual(await order({ seed: 4 }));
  mg.manualSeed(1);
  const first = await order({});
  mg.manualSeed(1);
  expect(await order({})).toEqual(first);
});

test("a dataset of the user's", async () => {
  const data = new Points();
  const seen: number[][] = [];
  for await (const [x] of new DataLoader(data, { batchSize: 20 })) seen.push(...((await x?.toArray()) as number[][]));
  expect(seen).toEqual(await data.inputs().toArray());
  expect(data.asked).toBe(48);
  expect(data.getBatch([2, 0])[0]?.toArraySync()).toEqual([seen[2], seen[0]]);
});

test("steps of several walks may be asked for at once", async () => {
  const loader = new DataLoader(new Points(8), { batchSize: 2 });
  const walk = loader[Symbol.asyncIterator]();
  const steps = await Promise.all([...Array(6).keys()].map(() => walk.next()));
  expect(steps.map((step) => step.done)).toEqual([false, false, false, false, true, true]);
});

test("errors of a dataset come back as they were thrown", async () => {
  const mine = new RangeError("item is broken");
  class Broken extends Points {
    override get(): mg.Tensor[] {
      throw mine;
    }
  }
  await expect(
    (async () => {
      for await (const [x] of new DataLoader(new Broken(), { batchSize: 4 })) x?.dispose();
    })(),
  ).rejects.toBe(mine);
});

test("datasets of the engine", () => {
  const data = new mg.TensorDataset(mg.arange(6).reshape([3, 2]));
  expect(data.length).toBe(3);
  expect(data.get(1)[0]?.toArraySync()).toEqual([2, 3]);
  errorFrom(mg.IndexError, () => data.get(3));
});

test("a metric and a schedule of the user's", () => {
  class Count extends metrics.Metric {
    rows = 0;
    sum: mg.Tensor | undefined;
    override reset(): void {
      this.rows = 0;
    }
    override update(output: mg.Tensor): void {
      this.rows += output.shape[0] ?? 0;
      this.sum = output.sum();
    }
    override compute(): number {
      return this.rows;
    }
  }
  const count = new Count();
  count.reset();
  count.update(mg.ones([3, 1]));
  expect(count.compute()).toBe(3);
  class Half extends optim.Schedule {
    override factor(epoch: number): number {
      return 0.5 ** epoch;
    }
  }
  expect(new Half().factor(2)).toBe(0.25);
  expect(new optim.StepLR(2, { gamma: 0.5 }).factor(5)).toBe(0.25);
});

test("generators", () => {
  const generator = new mg.Generator(7);
  const inside = mg.withGenerator(generator, () => mg.uniform([3]).toArraySync());
  generator.manualSeed(7);
  expect(mg.uniform([3], { generator }).toArraySync()).toEqual(inside);
});

test("a store waits as a job, and can be cancelled", async () => {
  const store = new mg.dist.KVStore("local", { workers: 2 });
  store.init("w", mg.tensor([0, 0]));
  store.push("w", mg.tensor([1, 2]), { worker: 0 });
  const sum = store.pull("w", 0);
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 1);
  await vi.waitUntil(() => ticks > 1, LONG);
  store.push("w", mg.tensor([10, 20]), { worker: 1 });
  expect((await sum).toArraySync()).toEqual([11, 22]);
  clearInterval(ticking);
  store.push("w", mg.tensor([1, 2]), { worker: 0 });
  const reason = new Error("enough");
  const stop = new AbortController();
  const waiting = store.pull("w", 0, { signal: stop.signal });
  stop.abort(reason);
  const error = await waiting.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(mg.CancelledError);
  expect((error as Error).cause).toBe(reason);
  await expect(store.pull("w", 0, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(mg.CancelledError);
});

test("facts of the library", () => {
  expect(mg.version).toMatch(/^\d+\.\d+\.\d+$/);
  const threads = mg.getThreads();
  mg.setThreads(1);
  expect(mg.getThreads()).toBe(1);
  mg.setThreads(threads);
  expect(typeof mg.buildFacts()).toBe("object");
});

const rowsOf = (data: mg.Dataset): number[] =>
  Array.from({ length: data.length }, (_, i) => data.get(i)[0]?.item() as number);

test("a range of the items, in every form of a range", () => {
  const data = new mg.TensorDataset(mg.arange(5));
  expect(rowsOf(data.subset(mg.slice(1, 3)))).toEqual([1, 2]);
  expect(rowsOf(data.subset([1, 3]))).toEqual([1, 2]);
  expect(rowsOf(data.subset([null, null, 2]))).toEqual([0, 2, 4]);
  expect(rowsOf(data.subset("1:3"))).toEqual([1, 2]);
  expect(rowsOf(data.subset("::-1"))).toEqual([4, 3, 2, 1, 0]);
  expect(rowsOf(data.subset("-2:"))).toEqual([3, 4]);
  expect(rowsOf(data.subset("3:99"))).toEqual([3, 4]);
  expect(rowsOf(data.subset("2:2"))).toEqual([]);
  expect(data.subset("1:3").dataset).toBe(data);
  const own = new Points(10);
  expect(own.subset("8:").length).toBe(2);
  expect(own.subset("8:").get(1)[0]?.shape).toEqual([2]);
});

test("a range holds the dataset", async () => {
  const part = new Points(10).subset("8:");
  await collect();
  expect(part.get(0)[0]?.shape).toEqual([2]);
});

test("what is no range", () => {
  const data = new mg.TensorDataset(mg.arange(5));
  const error = errorFrom(mg.MgTypeError, () => data.subset("1"));
  expect([error.op, error.argument, error.given]).toEqual(["Dataset.subset", "range", '"1"']);
  expect(errorFrom(mg.MgTypeError, () => data.subset([1])).given).toBe("[1]");
  expect(errorFrom(mg.MgTypeError, () => data.subset(3 as never)).given).toBe("number");
  expect(errorFrom(mg.ValueError, () => data.subset("::0")).argument).toBe("range");
  expect(errorFrom(mg.MgTypeError, () => data.subset([0.5, 2])).argument).toBe("range");
});
