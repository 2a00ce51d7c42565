import * as mg from "mixgrad";
import { nn, optim, metrics, datasets, DataLoader, Trainer } from "mixgrad";

mg.manualSeed(42);
const { train, test } = await datasets.fashionMnist();
const net = new nn.Sequential(new nn.Flatten(), new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
const trainer = new Trainer(net, {
  loss: nn.crossEntropy,
  metrics: { acc: new metrics.Accuracy() },
  optimizer: new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 }),
});
await trainer.fit(new DataLoader(train, { batchSize: 128, shuffle: true }), {
  epochs: 3,
  validation: new DataLoader(test, { batchSize: 512 }),
});
await net.save("fashion.safetensors");
