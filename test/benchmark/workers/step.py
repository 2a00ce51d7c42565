"""Training steps of the demo's perceptron (784-256-10, batches of 128, SGD with momentum): `step.py LIBRARY THREADS`."""

import sys

from loop import serve

library, threads = sys.argv[1], int(sys.argv[2])
STEPS, BATCH = 64, 128


def mixgrad():
    import mixgrad as mg
    from mixgrad import nn, optim

    mg.set_threads(threads)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    trainer = mg.Trainer(net, loss=nn.cross_entropy, optimizer=optim.SGD(net.parameters(), lr=0.01, momentum=0.9))
    images = mg.uniform([STEPS * BATCH, 1, 28, 28])
    labels = (mg.uniform([STEPS * BATCH]) * 10).astype("int64")
    loader = mg.DataLoader(mg.TensorDataset(images, labels), batch_size=BATCH)
    return mg.__version__, lambda: trainer.fit(loader, epochs=1, progress=False)


def torch():
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    rule = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    batches = [(torch.rand(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))) for _ in range(STEPS)]

    def epoch():
        for images, labels in batches:
            rule.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(net(images), labels).backward()
            rule.step()

    return torch.__version__, epoch


version, call = {"mixgrad": mixgrad, "torch": torch}[library]()
serve(version, call, STEPS)
