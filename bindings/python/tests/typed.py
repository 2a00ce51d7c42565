"""A program that mypy reads strictly; it is not run."""

import mixgrad as mg
from mixgrad import DataLoader, EarlyStopping, Trainer, datasets, metrics, nn, optim


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        self.scale = mg.parameter([1.0])

    def forward(self, x: mg.Tensor) -> mg.Tensor:
        return self.body(x) * self.scale


class Rows(mg.Dataset):
    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> tuple[mg.Tensor, ...]:  # type: ignore[override]
        return (mg.zeros(2), mg.tensor(index))


class Stop(mg.Callback):
    def on_epoch_end(self, epoch: int, logs: "dict[str, float]") -> bool:  # type: ignore[override]
        return logs["loss"] < 0.1


def program() -> list[float]:
    mg.manual_seed(42)
    train, test = datasets.fashion_mnist(root="data")
    train, test = datasets.fashion_mnist(normalize={"mean": 0.286, "std": 0.353})
    train, test = datasets.fashion_mnist(normalize=datasets.Normalize(mean=0.286, std=0.353))
    few: mg.Dataset = train.subset(slice(0, 1000)).subset(range(0, 100, 2))
    filled: Net = Net().load_bytes(Net().save_bytes())
    net = Net()
    trainer = Trainer(
        net,
        loss=nn.cross_entropy,
        metrics={"acc": metrics.Accuracy()},
        optimizer=optim.SGD(net.parameters(), lr=0.1, momentum=0.9),
        schedule=optim.StepLR(2, gamma=0.1),
    )
    history = trainer.fit(
        DataLoader(train, batch_size=128, shuffle=True),
        epochs=3,
        validation=DataLoader(test, batch_size=512),
        callbacks=[EarlyStopping(monitor="val_acc", patience=2), Stop()],
    )
    x: mg.Tensor = mg.tensor([[1, 2], [3, 4]], dtype=mg.float32)
    y: mg.Tensor = (x + 1) @ x.T - 2 * x / 3
    mask: mg.Tensor = x > 1
    y[0, 1:, ..., None] = 0
    y[[0, 1], mg.tensor([1, 0])] = y[mask][0]
    y[[[True, False], [False, True]]] = y[True, ..., [1]].sum()
    y += mg.where(mask, x, 0)
    values, indices = mg.topk(y, 1)
    size: int = values.size + indices.shape[0]
    copy: Net = Net().load("net.safetensors")
    layers = nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])
    first: nn.Module = layers[0]
    rest: nn.ModuleList = layers[1:]
    shapes = [layer(x).shape for layer in rest]
    heads = nn.ModuleDict({"a": first})
    out: mg.Tensor = heads["a"](x)
    both: mg.Tensor = nn.Bilinear(2, 2, 1)(x, out)
    print(len(layers), len(heads), list(heads), shapes, both.shape)
    with mg.no_grad():
        copy(x).sum(axis=1, keepdims=True)
    slope: mg.Tensor = mg.grad(lambda v: (v * v).sum())(x)[0]
    print(size, slope.numpy(), slope.tolist(), len(few), filled.training)
    return history.column("val_acc")
