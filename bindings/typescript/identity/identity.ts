/** One variant of the program that every language runs: `identity out=<folder> images=4096 mode=trainer …`. */
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as mg from "mixgrad";
import { DataLoader, datasets, metrics, nn, optim, Trainer } from "mixgrad";

const given = new Map(process.argv.slice(2).map((text) => text.split(/=(.*)/s, 2) as [string, string]));
const argument = (name: string, value: string): string => given.get(name) ?? value;
const images = Number(argument("images", "60000"));
const epochs = Number(argument("epochs", "3"));
const stopAfter = Number(argument("stop_after", "0"));
const out = (name: string): string => join(argument("out", "."), name);

const stage = (from: number, to: number): nn.Module[] => [
  new nn.Conv2d(from, to, 3, { padding: 1 }),
  new nn.BatchNorm2d(to),
  new nn.ReLU(),
  new nn.MaxPool2d(2),
];

let forwardCalls = 0;
class Net extends nn.Module {
  body =
    argument("network", "perceptron") === "convolutional"
      ? new nn.Sequential(
          ...stage(1, 8),
          ...stage(8, 16),
          new nn.Flatten(),
          new nn.Dropout(0.1),
          new nn.Linear(784, 10),
        )
      : new nn.Sequential(new nn.Flatten(), new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
  override forward(x: mg.Tensor): mg.Tensor {
    forwardCalls += 1;
    return x.pipe(this.body);
  }
}

class Enough extends Error {}

/** Records the loss of each batch, and can fail in the middle. */
class Recorder extends mg.Callback {
  losses: number[] = [];
  override onBatchEnd(_batch: number, logs: Record<string, number>): void {
    this.losses.push(logs["loss"] as number);
    if (this.losses.length === stopAfter) throw new Enough("enough");
  }
}

/** Records which items it was asked for. */
class Asked extends mg.Dataset {
  readonly asked: number[] = [];
  readonly #data: mg.Dataset;
  constructor(data: mg.Dataset) {
    super();
    this.#data = data;
  }
  override get length(): number {
    return this.#data.length;
  }
  override get(index: number): mg.Tensor[] {
    this.asked.push(index);
    return this.#data.get(index);
  }
}

interface Facts {
  readonly traces: number;
  readonly accuracy: number;
}

const bytes = (data: NodeJS.ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const integers = (values: readonly (number | bigint)[]): Uint8Array => bytes(BigInt64Array.from(values, BigInt));
const first = (data: mg.Dataset, n: number): mg.Dataset =>
  n < data.length ? new mg.Subset(data, [...Array(n).keys()]) : data;

mg.manualSeed(42);
const fashion = await datasets.fashionMnist({ root: "data" });
const train = first(fashion.train, images);
const test = first(fashion.test, Math.floor(images / 6));
const net = new Net();
writeFileSync(out("initial.bin"), Buffer.concat(Object.values(net.namedParameters()).map((p) => bytes(p.dataSync()))));
const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
const schedule = new optim.StepLR(2, { gamma: 0.1 });
const recorder = new Recorder();
const validation = new DataLoader(test, { batchSize: 512 });
const writeLosses = (): void => writeFileSync(out("losses.bin"), bytes(Float64Array.from(recorder.losses)));

async function byTrainer(): Promise<Facts> {
  const capture = argument("capture", "true") === "true";
  const trainer = new Trainer(net, {
    loss: nn.crossEntropy,
    optimizer,
    metrics: { acc: new metrics.Accuracy() },
    schedule,
    capture,
  });
  const resume = given.get("resume");
  if (resume !== undefined) await trainer.resume(resume);
  const loader = new DataLoader(train, { batchSize: 128, shuffle: true });
  try {
    await trainer.fit(loader, { epochs, validation, callbacks: [recorder], progress: false });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
    await trainer.save(out("checkpoint.safetensors"));
    writeLosses();
    process.exit(0);
  }
  return { traces: trainer.traces, accuracy: trainer.history.column("val_acc").at(-1) ?? 0 };
}

async function byHand(): Promise<Facts> {
  const asked = new Asked(train);
  const loader = new DataLoader(asked, { batchSize: 128, shuffle: true });
  for (let epoch = 0; epoch < epochs; ++epoch) {
    optimizer.lr = 0.1 * schedule.factor(epoch);
    let batch = 0;
    for await (const [x, y] of loader as AsyncIterable<[mg.Tensor, mg.Tensor]>) {
      mg.scope(() => {
        optimizer.zeroGrad();
        const loss = nn.crossEntropy(net.call(x), y);
        loss.backward();
        optimizer.step();
        recorder.onBatchEnd(++batch, { loss: Number(loss.item()) });
      });
    }
  }
  writeFileSync(out("order.bin"), integers(asked.asked));
  const accuracy = new metrics.Accuracy();
  net.eval();
  for await (const [x, y] of validation as AsyncIterable<[mg.Tensor, mg.Tensor]>) {
    mg.noGrad(() => accuracy.update(net.call(x), y));
  }
  net.train();
  return { traces: 0, accuracy: accuracy.compute() };
}

const { traces, accuracy } = await (argument("mode", "trainer") === "loop" ? byHand() : byTrainer());
const calls = forwardCalls;
writeLosses();
await net.save(out("model.safetensors"));
const batch = fashion.test.batch([...Array(256).keys()]);
const scores = await net.predict(batch.images);
writeFileSync(out("predictions.bin"), bytes(scores.dataSync()));
appendFileSync(out("predictions.bin"), bytes(scores.argmax(1).dataSync()));
writeFileSync(out("facts.txt"), `traces=${traces}\nforward_calls=${calls}\nval_acc=${accuracy.toFixed(4)}\n`);
