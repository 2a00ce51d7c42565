import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mg from "mixgrad";
import { DataLoader, metrics, nn, optim, Trainer } from "mixgrad";
import { collect, points } from "mixgrad-test-support";
import { expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "mixgrad-"));
const quiet = { progress: false } as const;

function network(): nn.Sequential {
  return new nn.Sequential(new nn.Linear(2, 8), new nn.ReLU(), new nn.Linear(8, 2));
}
function trainer(net: nn.Module = network(), options: Partial<mg.TrainerConstructorOptions> = {}): Trainer {
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.5 });
  return new Trainer(net, { loss: nn.crossEntropy, optimizer, metrics: { acc: new metrics.Accuracy() }, ...options });
}
function loader(n = 64, options: mg.DataLoaderConstructorOptions = {}): DataLoader {
  return new DataLoader(new mg.TensorDataset(...points(n)), { batchSize: 16, ...options });
}

test("fit", async () => {
  const data = loader(64, { shuffle: true });
  const history = await trainer().fit(data, { epochs: 5, validation: data, ...quiet });
  const logs = history.epochs;
  expect(logs.length).toBe(5);
  expect(logs[4]?.["loss"]).toBeLessThan(logs[0]?.["loss"] ?? 0);
  expect(logs[4]?.["val_acc"]).toBeGreaterThan(0.8);
  expect(history.column("loss").length).toBe(5);
  expect(history.plot().svg).toContain("<svg");
});

test("the event loop goes on meanwhile", async () => {
  const fit = trainer().fit(loader(1024), { epochs: 10_000, ...quiet });
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
    if (ticks === 3) fit.cancel(); // nothing else ends it before all its epochs
  }, 1);
  await expect(fit).rejects.toBeInstanceOf(mg.CancelledError);
  clearInterval(ticking);
});

test("progress: a line for each epoch, or one that is overwritten on a terminal", async () => {
  const plain: string[] = [];
  await trainer().fit(loader(), { epochs: 2, progress: { write: (text) => plain.push(text) } });
  expect(plain.length).toBe(2);
  expect(plain[1]).toMatch(/^epoch 2\/2 .*loss.*\n$/);
  const terminal: string[] = [];
  await trainer().fit(loader(512), { epochs: 2, progress: { isTTY: true, write: (text) => terminal.push(text) } });
  expect(terminal[0]).toMatch(/^\repoch 1\/2/);
  expect(terminal.at(-1)).toBe("\n");
});

test("events", async () => {
  const names: string[] = [];
  for await (const { kind, name, record } of trainer().events(loader(), { epochs: 3 })) {
    if (kind !== "event") continue;
    names.push(name);
    expect((record["logs"] as Record<string, number>)["loss"]).toBeGreaterThan(0);
  }
  expect(names).toEqual(["epoch_end", "epoch_end", "epoch_end"]);
  await expect(
    (async () => {
      for await (const _ of trainer().events(loader(0), {})) expect(_).toBeDefined();
    })(),
  ).rejects.toBeInstanceOf(mg.MgError);
});

test("a network and a loss of the user's are traced once", async () => {
  let calls = 0;
  class Net extends nn.Module {
    layer = new nn.Linear(2, 2);
    override forward(x: mg.Tensor): mg.Tensor {
      calls += 1;
      return x.pipe(this.layer);
    }
  }
  const net = new Net();
  const loss = (output: mg.Tensor, target: mg.Tensor): mg.Tensor => nn.crossEntropy(output, target);
  const t = trainer(net, { loss });
  await t.fit(loader(40), { epochs: 3, ...quiet });
  expect(calls).toBe(1);
  expect(t.traces).toBe(1);
});

test("callbacks, metrics and schedules of the user's", async () => {
  class Recorder extends mg.Callback {
    seen: [number, number][] = [];
    started = 0;
    override onFitStart(): void {
      this.started += 1;
    }
    override async onEpochEnd(epoch: number, logs: Record<string, number>): Promise<boolean> {
      await new Promise((resolve) => setTimeout(resolve, 2));
      this.seen.push([epoch, logs["rows"] ?? 0]);
      return epoch === 2;
    }
  }
  class Rows extends metrics.Metric {
    #rows = mg.tensor(0);
    override reset(): void {
      this.#rows = mg.tensor(0);
    }
    override update(output: mg.Tensor): void {
      this.#rows = this.#rows.add(output.shape[0] ?? 0);
    }
    override compute(): number {
      return Number(this.#rows.item());
    }
  }
  class Half extends optim.Schedule {
    override factor(epoch: number): number {
      return 0.5 ** epoch;
    }
  }
  const recorder = new Recorder();
  const t = trainer(network(), { metrics: { rows: new Rows() }, schedule: new Half() });
  const history = await t.fit(loader(), { epochs: 9, callbacks: [recorder], ...quiet });
  expect(recorder.started).toBe(1);
  expect(recorder.seen).toEqual([
    [1, 64],
    [2, 64],
  ]);
  expect(history.column("lr")).toEqual([0.5, 0.25]);
});

test("errors of callbacks and datasets come back as they were thrown", async () => {
  const mine = new RangeError("mine");
  class Failing extends mg.Callback {
    override onEpochEnd(): void {
      throw mine;
    }
  }
  await expect(trainer().fit(loader(), { callbacks: [new Failing()], ...quiet })).rejects.toBe(mine);
  class Later extends mg.Callback {
    override async onEpochEnd(): Promise<void> {
      await Promise.reject(mine);
    }
  }
  await expect(trainer().fit(loader(), { callbacks: [new Later()], ...quiet })).rejects.toBe(mine);
  class Broken extends mg.Dataset {
    override get length(): number {
      return 8;
    }
    override get(): mg.Tensor[] {
      throw mine;
    }
  }
  await expect(trainer().fit(new DataLoader(new Broken()), quiet)).rejects.toBe(mine);
});

test("abort", async () => {
  const net = network();
  const t = trainer(net);
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("enough")), 50);
  const error = await t.fit(loader(4096), { epochs: 100_000, signal: stop.signal, ...quiet }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(mg.CancelledError);
  expect(((error as Error).cause as Error).message).toBe("enough");
  expect(t.history.epochs.length).toBeLessThan(100_000);
  expect((await t.fit(loader(), quiet)).epochs.length).toBe(1);
  await expect(t.fit(loader(), { signal: AbortSignal.timeout(0), epochs: 100_000, ...quiet })).rejects.toBeInstanceOf(
    mg.CancelledError,
  );
});

test("a second fit is busy", async () => {
  const t = trainer();
  let begun: (() => void) | undefined;
  class Begin extends mg.Callback {
    override onFitStart(): void {
      begun?.();
    }
  }
  const running = new Promise<void>((resolve) => (begun = resolve));
  const first = t.fit(loader(2048), { epochs: 100_000, callbacks: [new Begin()], ...quiet });
  await running;
  await expect(t.fit(loader(), quiet)).rejects.toBeInstanceOf(mg.BusyError);
  first.cancel();
  await expect(first).rejects.toBeInstanceOf(mg.CancelledError);
});

test("a loop written by hand gives the trainer's bits", async () => {
  const make = (): [nn.Sequential, optim.SGD, DataLoader] => {
    mg.manualSeed(1);
    const net = network();
    return [net, new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 }), loader()];
  };
  const [net, optimizer, data] = make();
  await new Trainer(net, { loss: nn.crossEntropy, optimizer }).fit(data, { epochs: 2, ...quiet });
  const [other, rule, same] = make();
  for (let epoch = 0; epoch < 2; ++epoch) {
    for await (const [x, y] of same) {
      mg.scope(() => {
        rule.zeroGrad();
        nn.crossEntropy(other.call(x as mg.Tensor), y as mg.Tensor).backward();
        rule.step();
      });
    }
  }
  expect(other.parameters().map((p) => p.dataSync())).toEqual(net.parameters().map((p) => p.dataSync()));
});

test("save and resume", async () => {
  const run = async (epochs: number, resume?: string): Promise<Trainer> => {
    mg.manualSeed(5);
    const t = trainer();
    const data = loader(64, { shuffle: true, seed: 3 });
    if (resume !== undefined) await t.resume(resume);
    await t.fit(data, { epochs, ...quiet });
    return t;
  };
  const [whole, half, resumed] = ["whole", "half", "resumed"].map((name) => join(folder, `${name}.safetensors`));
  await (await run(4)).save(whole as string);
  await (await run(2)).save(half as string);
  await (await run(4, half)).save(resumed as string);
  expect(readFileSync(resumed as string).equals(readFileSync(whole as string))).toBe(true);
});

test("save, load and predict", async () => {
  class Net extends nn.Module {
    first = new nn.Linear(3, 4);
    scale = mg.parameter([1, 2, 3, 4]);
    override forward(x: mg.Tensor): mg.Tensor {
      return x.pipe(this.first).multiply(this.scale);
    }
  }
  const path = join(folder, "net.safetensors");
  const net = new Net();
  await net.save(path);
  const copy = await new Net().load(path);
  expect(copy).toBeInstanceOf(Net);
  const x = mg.normal([5, 3]);
  const y = await copy.predict(x, { batchSize: 2 });
  expect(y.toArraySync()).toEqual(net.call(x).toArraySync());
  expect(y.requiresGrad).toBe(false);
  expect(net.training).toBe(true);
  expect(net.to("cpu")).toBe(net);
  expect(net.to(null, { dtype: "float64" }).scale.dtype).toBe("float64");
  expect(nn.summary(net, [1, 3], { dtype: "float64" })).toContain("Linear");
});

test("broken files, and a disk that is full", async () => {
  const layer = new nn.Linear(1, 1);
  const path = join(folder, "broken.safetensors");
  writeFileSync(path, "nonsense");
  await expect(layer.load(path)).rejects.toBeInstanceOf(mg.FormatError);
  await expect(layer.load(join(folder, "absent.safetensors"))).rejects.toBeInstanceOf(mg.IOError);
  await expect(layer.save("/nonexistent/net.safetensors")).rejects.toBeInstanceOf(mg.IOError);
  await layer.save(path);
  await expect(new nn.Linear(2, 1).load(path)).rejects.toBeInstanceOf(mg.ShapeError);
  await expect(new mg.nn.Sequential(layer).load(path)).rejects.toBeInstanceOf(mg.NotFoundError);
  await expect(mg.datasets.fashionMnist({ root: folder }).then(() => "found")).resolves.toBe("found");
});

const PACKAGE = new URL("../dist/index.js", import.meta.url).href;
const INTERRUPTED = `
  import * as mg from ${JSON.stringify(PACKAGE)};
  const net = new mg.nn.Linear(2, 2);
  const x = mg.normal([4096, 2]);
  const data = new mg.DataLoader(new mg.TensorDataset(x, x.argmax(1)), { batchSize: 16 });
  const t = new mg.Trainer(net, { loss: mg.nn.crossEntropy, optimizer: new mg.optim.SGD(net.parameters(), { lr: 0.1 }) });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const fit = t.fit(data, { epochs: 1e6, signal: stop.signal, progress: false });
  console.log("runs");
  await fit.catch((error) => { console.log(error.name); process.exit(130); });`;

test("Ctrl-C", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", INTERRUPTED]);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (output === "runs\n") setTimeout(() => child.kill("SIGINT"), 100);
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, output]).toEqual([130, "runs\nCancelledError\n"]);
});

test("a process ends while a job runs", () => {
  const code = INTERRUPTED.replace('console.log("runs");', "setTimeout(() => process.exit(3), 50);");
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", code], { timeout: 600_000 });
  expect(done.status).toBe(3);
});

test("trainers are reclaimed, with cycles and unfinished walks", async () => {
  const work = async (): Promise<void> => {
    for (let i = 0; i < 20; ++i) {
      class Self extends mg.Callback {
        trainer: unknown;
      }
      const callback = new Self();
      const t = trainer();
      callback.trainer = t;
      await t.fit(loader(32), { callbacks: [callback], ...quiet });
    }
  };
  await work();
  await collect();
  const before = mg.memory();
  await work();
  await collect();
  const after = mg.memory();
  expect(after.objects - before.objects).toBeLessThanOrEqual(10);
  expect(after.tensors - before.tensors).toBeLessThanOrEqual(20);
});
