"""Trains a convolutional network on Fashion-MNIST, saves it, loads it again and shows what it thinks of eight images."""

import mixgrad as mg
from mixgrad import DataLoader, EarlyStopping, Trainer, datasets, metrics, nn, optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.25), nn.Linear(64 * 7 * 7, 10))

    def forward(self, x: mg.Tensor) -> mg.Tensor:
        x = self.conv1(x).relu().max_pool2d(2)
        x = self.conv2(x).relu().max_pool2d(2)
        return self.head(x)


mg.manual_seed(42)
train, test = datasets.fashion_mnist(root="data", normalize={"mean": 0.286, "std": 0.353})
net = Net()
print(nn.summary(net, (1, 1, 28, 28)))
trainer = Trainer(
    net,
    loss=nn.cross_entropy,
    metrics={"acc": metrics.Accuracy()},
    optimizer=optim.AdamW(net.parameters(), lr=1e-3),
)
history = trainer.fit(
    DataLoader(train, batch_size=128, shuffle=True),
    epochs=5,
    validation=DataLoader(test, batch_size=512),
    callbacks=[EarlyStopping(monitor="val_acc", patience=2)],
)
print(f"val_acc {history.column('val_acc')[-1]:.4f}")
net.save("fashion.safetensors")
copy = Net().load("fashion.safetensors")
images, labels = test[:8]
guess = copy.predict(images).argmax(axis=1)
mg.plot.images(images, titles=test.decode(guess), normalize=True).save("predictions.svg")  # inline in Jupyter
history.plot().save("loss.svg")
