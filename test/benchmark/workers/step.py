"""Training steps (batches of 128), as the demo makes them: `step.py LIBRARY THREADS perceptron|convolutional`.

The perceptron is 784-256-10 with SGD and momentum, the convolutional network the demo's with AdamW.
"""

import sys

from loop import serve

library, threads, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
BATCH = 128
STEPS = {"perceptron": 64, "convolutional": 4}[kind]


def network(nn):
    if kind == "perceptron":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    first = (nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
    second = (nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
    return nn.Sequential(*first, *second, nn.Flatten(), nn.Dropout(0.25), nn.Linear(64 * 7 * 7, 10))


def optimizer(optim, parameters):
    if kind == "perceptron":
        return optim.SGD(parameters, lr=0.01, momentum=0.9)
    return optim.AdamW(parameters, lr=0.001)


def mixgrad():
    import mixgrad as mg
    from mixgrad import nn, optim

    mg.set_threads(threads)
    net = network(nn)
    trainer = mg.Trainer(net, loss=nn.cross_entropy, optimizer=optimizer(optim, net.parameters()))
    images = mg.uniform([STEPS * BATCH, 1, 28, 28])
    labels = (mg.uniform([STEPS * BATCH]) * 10).astype("int64")
    loader = mg.DataLoader(mg.TensorDataset(images, labels), batch_size=BATCH)
    return mg.__version__, lambda: trainer.fit(loader, epochs=1, progress=False)


def torch():
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    net = network(nn)
    rule = optimizer(torch.optim, net.parameters())
    batches = [(torch.rand(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))) for _ in range(STEPS)]

    def epoch():
        for images, labels in batches:
            rule.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(net(images), labels).backward()
            rule.step()

    return torch.__version__, epoch


version, call = {"mixgrad": mixgrad, "torch": torch}[library]()
serve(version, call, STEPS)
