import { Worker } from "node:worker_threads";
import * as mg from "mixgrad";
import { collect, expectAlive } from "mixgrad-test-support";
import { expect, test } from "vitest";

const PACKAGE = new URL("../dist/index.js", import.meta.url).href;

/** Runs code in a worker, with `mg` and `port`. */
function start(code: string): Worker {
  const source = `
    const { parentPort: port } = require("node:worker_threads");
    import(${JSON.stringify(PACKAGE)}).then(async (mg) => { ${code} });`;
  return new Worker(source, { eval: true });
}

const message = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
const exit = (worker: Worker): Promise<number> => new Promise((resolve) => worker.once("exit", resolve));

test("workers compute side by side and leave nothing", async () => {
  await collect();
  const before = mg.memory();
  const workers = [1, 2, 3].map((n) =>
    start(`
      mg.manualSeed(5);
      const x = mg.normal([100, 100]);
      let y = x;
      for (let i = 0; i < 20; ++i) y = mg.scope(() => y.matmul(x).tanh());
      const net = new mg.nn.Linear(100, ${n});
      port.postMessage([await y.sum().toArray(), net.call(y).shape[1]]);`),
  );
  const ended = workers.map(exit);
  const results = (await Promise.all(workers.map(message))) as [number, number][];
  expect(new Set(results.map(([sum]) => sum)).size).toBe(1);
  expect(results.map(([, n]) => n)).toEqual([1, 2, 3]);
  expect(await Promise.all(ended)).toEqual([0, 0, 0]);
  await expectAlive(({ tensors, objects, handles }) => {
    expect([tensors, objects, handles]).toEqual([before.tensors, before.objects, before.handles]);
  });
});

test("a worker may be terminated at any time", async () => {
  await collect();
  const before = mg.memory();
  const waiting = start(`
    const store = new mg.dist.KVStore("local", { workers: 2 });
    store.init("w", mg.zeros([2]));
    store.push("w", mg.zeros([2]), { worker: 0 });
    store.pull("w", 0).catch(() => undefined);
    port.postMessage("waits");`);
  await message(waiting);
  await waiting.terminate();
  const busy = start(`
    const shared = new Float32Array(1000);
    const x = mg.fromBuffer(shared);
    port.postMessage("starts");
    for (;;) mg.scope(() => x.add(1).sum());`);
  await message(busy);
  await busy.terminate();
  const walking = start(`
    class Slow extends mg.Dataset {
      get length() { return 1000; }
      get(i) { return [mg.full([10], i, "float32")]; }
    }
    let first = true;
    for await (const [x] of new mg.DataLoader(new Slow(), { batchSize: 2 })) {
      if (first) port.postMessage("walks");
      first = false;
    }`);
  await message(walking);
  await walking.terminate();
  await expectAlive(({ tensors, objects }) => expect([tensors, objects]).toEqual([before.tensors, before.objects]));
});
