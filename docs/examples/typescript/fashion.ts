/** Trains a convolutional network on Fashion-MNIST, saves it, loads it again and shows what it thinks of eight images. */
import { writeFile } from "node:fs/promises";
import * as mg from "mixgrad";
import { DataLoader, datasets, EarlyStopping, metrics, nn, optim, Trainer } from "mixgrad";

class Net extends nn.Module {
  conv1 = new nn.Conv2d(1, 32, 3, { padding: 1 });
  conv2 = new nn.Conv2d(32, 64, 3, { padding: 1 });
  head = new nn.Sequential(new nn.Flatten(), new nn.Dropout(0.25), new nn.Linear(64 * 7 * 7, 10));
  override forward(x: mg.Tensor): mg.Tensor {
    return x.pipe(this.conv1).relu().maxPool2d(2).pipe(this.conv2).relu().maxPool2d(2).pipe(this.head);
  }
}

/** Ctrl-C cancels the training; a second one ends the process at once. */
const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());
function end(error: unknown): never {
  if (!(error instanceof mg.MgError)) throw error;
  console.error(`${error.name}: ${error.message}`);
  process.exit(error instanceof mg.CancelledError ? 130 : 1);
}

mg.manualSeed(42);
const { train, test } = await datasets.fashionMnist("data", { normalize: { mean: 0.286, std: 0.353 } }).catch(end);
const net = new Net();
console.log(nn.summary(net, [1, 1, 28, 28])); // table: layer, output shape, parameters
const trainer = new Trainer(net, {
  loss: nn.crossEntropy,
  metrics: { acc: new metrics.Accuracy() },
  optimizer: new optim.AdamW(net.parameters(), { lr: 1e-3 }),
});
const history = await trainer
  .fit(new DataLoader(train, { batchSize: 128, shuffle: true }), {
    epochs: 5,
    validation: new DataLoader(test, { batchSize: 512 }), // a progress bar on a terminal, else a line for each epoch
    callbacks: [new EarlyStopping("val_acc", { patience: 2 })],
    signal: AbortSignal.any([interrupt.signal, AbortSignal.timeout(600_000)]),
  })
  .catch(end);
console.log(`val_acc ${history.column("val_acc").at(-1)?.toFixed(4)}`);
await net.save("fashion.safetensors").catch(end);
const copy = await new Net().load("fashion.safetensors");
using batch = test.batch([0, 1, 2, 3, 4, 5, 6, 7]); // { images, labels }, freed at the end of the block
const scores = await copy.predict(batch.images);
await mg.plot.images(batch.images, { titles: test.decode(scores.argmax(1)), normalize: true }).save("predictions.svg");
await history.plot().save("loss.svg"); // in a notebook: just `history.plot()`
await writeFile("predictions.json", JSON.stringify(await scores.toArray())); // for check.ts
