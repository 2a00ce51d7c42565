/** Loads what fashion.ts has saved, in a process of its own, and checks that it thinks the same of the same images. */
import { deepStrictEqual } from "node:assert";
import { readFile } from "node:fs/promises";
import * as mg from "mixgrad";
import { datasets, nn } from "mixgrad";

class Net extends nn.Module {
  conv1 = new nn.Conv2d(1, 32, 3, { padding: 1 });
  conv2 = new nn.Conv2d(32, 64, 3, { padding: 1 });
  head = new nn.Sequential(new nn.Flatten(), new nn.Dropout(0.25), new nn.Linear(64 * 7 * 7, 10));
  override forward(x: mg.Tensor): mg.Tensor {
    return x.pipe(this.conv1).relu().maxPool2d(2).pipe(this.conv2).relu().maxPool2d(2).pipe(this.head);
  }
}

const net = await new Net().load("fashion.safetensors");
const { test } = await datasets.fashionMnist("data", { normalize: { mean: 0.286, std: 0.353 } });
using batch = test.batch([0, 1, 2, 3, 4, 5, 6, 7]);
const scores = await net.predict(batch.images);
deepStrictEqual(await scores.toArray(), JSON.parse(await readFile("predictions.json", "utf8")));
console.log(`equal predictions: ${test.decode(scores.argmax(1)).join(", ")}`);
