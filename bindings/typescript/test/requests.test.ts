/** What the engine asks of JavaScript's objects, and when. */
import * as mg from "mixgrad";
import { DataLoader, nn, optim, Trainer } from "mixgrad";
import { afterEach, expect, test, vi } from "vitest";

interface Options {
  noise?: boolean;
  broken?: number;
  /** Whether an item is a promise. */
  later?: boolean;
}

/** Points in two classes; notes how many steps were done when an item was made. */
class Points extends mg.Dataset {
  readonly x = mg.normal([18, 2]);
  readonly y = this.x.argmax(1);
  steps = 0;
  readonly made: [number, number][] = [];
  readonly #options: Options;

  constructor(options: Options = {}) {
    super();
    this.#options = options;
  }
  override get length(): number {
    return 18;
  }
  override get(index: number): mg.Tensor[] {
    if (index === this.#options.broken) throw new RangeError("a broken item");
    this.made.push([Math.floor(index / 4), this.steps]);
    const x = this.x.at(index);
    const item = [this.#options.noise ? x.add(mg.normal([2])) : x, this.y.at(index)];
    if (!this.#options.later) return item;
    // A job waits for it; the type is that of calls from elsewhere, which can not.
    return new Promise((resolve) => setTimeout(() => resolve(item), 1)) as unknown as mg.Tensor[];
  }
}

class Steps extends mg.Callback {
  readonly #data: { steps: number };

  constructor(data: { steps: number }) {
    super();
    this.#data = data;
  }
  override onBatchEnd(): void {
    this.#data.steps += 1;
  }
}

function inMemory(): mg.Dataset {
  const data = new Points();
  return new mg.TensorDataset(data.x, data.y);
}

/** The weights after training, and the dataset. */
async function trained<D extends mg.Dataset>(make: () => D, prefetch = 2, epochs = 1): Promise<[unknown, D, unknown]> {
  mg.manualSeed(3);
  const net = new nn.Sequential(new nn.Linear(2, 8), new nn.Dropout(0.5), new nn.Linear(8, 2));
  const trainer = new Trainer(net, { loss: nn.crossEntropy, optimizer: new optim.SGD(net.parameters(), { lr: 0.5 }) });
  const data = make();
  const steps = new Steps(data instanceof Points ? data : { steps: 0 });
  const loader = new DataLoader(data, { batchSize: 4, prefetch });
  const error = await trainer.fit(loader, { epochs, callbacks: [steps], progress: false }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return [net.parameters().map((p) => p.toArraySync()), data, error];
}

afterEach(() => vi.restoreAllMocks());

test.each([0, 1, 2, 100])("batches are made ahead of the steps that need them: %i", async (prefetch) => {
  const [weights, data] = await trained(() => new Points(), prefetch);
  const batches = Array.from({ length: 18 }, (_, i) => Math.floor(i / 4));
  expect(data.made).toEqual(batches.map((batch) => [batch, Math.max(0, batch - prefetch)]));
  expect(weights).toEqual((await trained(inMemory))[0]);
});

test("items may be promises, and are asked for one after the other", async () => {
  const [weights, data] = await trained(() => new Points({ later: true }));
  expect(weights).toEqual((await trained(inMemory))[0]);
  expect(data.made.map(([batch]) => batch)).toEqual(Array.from({ length: 18 }, (_, i) => Math.floor(i / 4)));
});

test("items that draw random numbers are made in their turn", async () => {
  const run = async (prefetch: number): Promise<unknown> =>
    (await trained(() => new Points({ noise: true }), prefetch, 2))[0];
  expect(await run(2)).toEqual(await run(0));
});

test("an error in an item comes with its batch", async () => {
  const [, data, error] = await trained(() => new Points({ broken: 13 }));
  expect(error).toBeInstanceOf(RangeError);
  expect(data.steps).toBe(3);
});

test("a batch that takes long leaves the event loop its turns", async () => {
  class Slow extends Points {
    override get(index: number): mg.Tensor[] {
      const end = performance.now() + 6;
      while (performance.now() < end);
      return super.get(index);
    }
  }
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const [, data] = await trained(() => new Slow());
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
  expect(data.made.map(([batch]) => batch)).toEqual(Array.from({ length: 18 }, (_, i) => Math.floor(i / 4)));
});

test("only what is overridden is asked for", async () => {
  const asked: string[] = [];
  for (const name of ["onFitStart", "onEpochStart", "onEpochEnd", "onBatchEnd", "onFitEnd"] as const) {
    vi.spyOn(mg.Callback.prototype, name).mockImplementation(() => {
      asked.push(name);
      return false as never;
    });
  }
  class Ends extends mg.Callback {
    override onEpochEnd(epoch: number): boolean {
      asked.push(String(epoch));
      return false;
    }
  }
  class More extends mg.Callback {
    override onFitEnd = (): void => void asked.push("end");
  }
  const more = new More();
  more.onFitStart = (): void => void asked.push("start");
  const net = new nn.Linear(2, 2);
  const trainer = new Trainer(net, { loss: nn.crossEntropy, optimizer: new optim.SGD(net.parameters(), { lr: 0.5 }) });
  const callbacks = [new Ends(), more, new mg.Callback()];
  await trainer.fit(new DataLoader(inMemory(), { batchSize: 4 }), { epochs: 2, callbacks, progress: false });
  expect(asked).toEqual(["start", "1", "2", "end"]);
});
