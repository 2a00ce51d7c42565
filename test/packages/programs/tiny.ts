/** Trains a tiny network, saves it, loads it again, and says how many points it tells apart. */
import * as mg from "mixgrad";
import { DataLoader, nn, optim, TensorDataset, Trainer } from "mixgrad";

const network = (): nn.Sequential => new nn.Sequential(new nn.Linear(2, 8), new nn.ReLU(), new nn.Linear(8, 2));

mg.manualSeed(7);
const x = mg.normal([64, 2]);
const y = x.sum(1).greater(0).astype("int64");
const net = network();
const optimizer = new optim.SGD(net.parameters(), { lr: 0.5, momentum: 0.9 });
const data = new DataLoader(new TensorDataset(x, y), { batchSize: 16, shuffle: true });
await new Trainer(net, { loss: nn.crossEntropy, optimizer }).fit(data, { epochs: 20 });
await net.save("tiny.safetensors");
const copy = await network().load("tiny.safetensors");
const scores = await copy.predict(x);
console.log(`right ${scores.argmax(1).equal(y).astype("int64").sum().item()} of 64`);
console.log(
  `same ${
    scores
      .equal(await net.predict(x))
      .all()
      .item()
      ? "yes"
      : "no"
  }`,
);
