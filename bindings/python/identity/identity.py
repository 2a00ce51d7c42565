"""One variant of the program that every language runs: `identity.py out=<folder> images=4096 mode=trainer …`."""

import sys
from array import array
from pathlib import Path

import mixgrad as mg
from mixgrad import DataLoader, Trainer, datasets, metrics, nn, optim

given = dict(text.split("=", 1) for text in sys.argv[1:])
images = int(given.get("images", "60000"))
epochs = int(given.get("epochs", "3"))
stop_after = int(given.get("stop_after", "0"))
out = Path(given.get("out", "."))


def stage(channels, more):
    return nn.Conv2d(channels, more, 3, padding=1), nn.BatchNorm2d(more), nn.ReLU(), nn.MaxPool2d(2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        if given.get("network") == "convolutional":
            first, second = stage(1, 8), stage(8, 16)
            self.body = nn.Sequential(*first, *second, nn.Flatten(), nn.Dropout(0.1), nn.Linear(784, 10))
        else:
            self.body = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return self.body(x)


class Enough(Exception):
    pass


class Recorder(mg.Callback):
    """Records the loss of each batch, and can fail in the middle."""

    def __init__(self):
        super().__init__()
        self.losses = array("d")

    def on_batch_end(self, batch, logs):
        self.losses.append(logs["loss"])
        if len(self.losses) == stop_after:
            raise Enough


class Asked(mg.Dataset):
    """Records which items it was asked for."""

    def __init__(self, data):
        super().__init__()
        self.data = data
        self.asked = array("q")

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        self.asked.append(index)
        return self.data[index]


def first(data, n):
    return mg.Subset(data, range(n)) if n < len(data) else data


def by_trainer():
    capture = given.get("capture", "true") == "true"
    score = {"acc": metrics.Accuracy()}
    trainer = Trainer(
        net, loss=nn.cross_entropy, optimizer=optimizer, metrics=score, schedule=schedule, capture=capture
    )
    if "resume" in given:
        trainer.resume(given["resume"])
    loader = DataLoader(train, batch_size=128, shuffle=True)
    try:
        history = trainer.fit(loader, epochs=epochs, validation=validation, callbacks=[recorder], progress=False)
    except Enough:
        trainer.save(out / "checkpoint.safetensors")
        (out / "losses.bin").write_bytes(recorder.losses.tobytes())
        sys.exit(0)
    return trainer.traces, history.column("val_acc")[-1]


def by_hand():
    asked = Asked(train)
    loader = DataLoader(asked, batch_size=128, shuffle=True)
    for epoch in range(epochs):
        optimizer.lr = 0.1 * schedule.factor(epoch)
        for batch, (x, y) in enumerate(loader, 1):
            optimizer.zero_grad()
            loss = nn.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
            recorder.on_batch_end(batch, {"loss": loss.item()})
    (out / "order.bin").write_bytes(asked.asked.tobytes())
    accuracy = metrics.Accuracy()
    net.eval()
    with mg.no_grad():
        for x, y in validation:
            accuracy.update(net(x), y)
    net.train()
    return 0, accuracy.compute()


mg.manual_seed(42)
splits = datasets.fashion_mnist(root="data")
train, test = first(splits.train, images), first(splits.test, images // 6)
net = Net()
(out / "initial.bin").write_bytes(b"".join(p.tobytes() for p in net.named_parameters().values()))
optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
schedule = optim.StepLR(2, gamma=0.1)
recorder = Recorder()
validation = DataLoader(test, batch_size=512)

traces, accuracy = by_hand() if given.get("mode") == "loop" else by_trainer()
calls = net.calls
(out / "losses.bin").write_bytes(recorder.losses.tobytes())
net.save(out / "model.safetensors")
scores = net.predict(splits.test[:256][0])
(out / "predictions.bin").write_bytes(scores.tobytes() + scores.argmax(axis=1).tobytes())
(out / "facts.txt").write_text(f"traces={traces}\nforward_calls={calls}\nval_acc={accuracy:.4f}\n")
