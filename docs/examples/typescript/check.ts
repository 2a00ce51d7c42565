/** Loads what fashion.ts has saved, in a process of its own, and checks that it thinks the same of the same images. */
import { deepStrictEqual } from "node:assert";
import { readFile } from "node:fs/promises";
import * as mg from "mixgrad";
import { datasets, nn } from "mixgrad";

class Net extends nn.Module {
  body = new nn.Sequential(new nn.Flatten(), new nn.Linear(28 * 28, 256), new nn.ReLU(), new nn.Linear(256, 10));
  override forward(x: mg.Tensor): mg.Tensor {
    return x.pipe(this.body);
  }
}

const net = await new Net().load("fashion.safetensors");
const { test } = await datasets.fashionMnist("data");
using batch = test.batch([0, 1, 2, 3, 4, 5, 6, 7]);
const scores = await net.predict(batch.images);
deepStrictEqual(await scores.toArray(), JSON.parse(await readFile("predictions.json", "utf8")));
console.log(`equal predictions: ${test.decode(scores.argmax(1)).join(", ")}`);
