"""What the engine asks of Python's objects, and when."""

from types import SimpleNamespace

import mixgrad as mg
import pytest
from mixgrad import DataLoader, Trainer, nn, optim


class Points(mg.Dataset):
    """Points in two classes, that notes how many steps were done when an item was made."""

    def __init__(self, n=18, *, noise=False, broken=None):
        super().__init__()
        self.x = mg.normal([n, 2])
        self.y = (self.x.sum(axis=1) > 0).astype("int64")
        self.noise, self.broken = noise, broken
        self.steps, self.made = 0, []

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        if index == self.broken:
            raise ZeroDivisionError("a broken item")
        self.made.append((index // 4, self.steps))
        x = self.x[index]
        return (x + mg.normal([2]) if self.noise else x), int(self.y[index])


class Steps(mg.Callback):
    def __init__(self, data):
        super().__init__()
        self.data = data

    def on_batch_end(self, batch, logs):
        self.data.steps += 1


def trained(make_data, prefetch=2, epochs=1, **options):
    """The weights after training, the dataset, and the error if there was one."""
    mg.manual_seed(3)
    net = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 2))
    model = Trainer(net, loss=nn.cross_entropy, optimizer=optim.SGD(net.parameters(), lr=0.5))
    data = make_data(**options)
    shown = data if isinstance(data, Points) else SimpleNamespace(steps=0)
    error = None
    try:
        model.fit(
            DataLoader(data, batch_size=4, prefetch=prefetch), epochs=epochs, callbacks=[Steps(shown)], progress=False
        )
    except ZeroDivisionError as raised:
        error = raised
    return [p.tolist() for p in net.parameters()], data, error


def in_memory():
    data = Points()
    return mg.TensorDataset(data.x, data.y)


@pytest.mark.parametrize("prefetch", [0, 1, 2, 100])
def test_batches_are_made_ahead_of_the_steps_that_need_them(prefetch):
    weights, data, _ = trained(Points, prefetch)
    assert data.made == [(i // 4, max(0, i // 4 - prefetch)) for i in range(18)]
    assert weights == trained(in_memory)[0]


def test_items_that_draw_random_numbers_are_made_in_their_turn():
    assert trained(Points, 2, 2, noise=True)[0] == trained(Points, 0, 2, noise=True)[0]


@pytest.mark.parametrize("prefetch", [0, 2])
def test_an_error_in_an_item_comes_with_its_batch(prefetch):
    _, data, error = trained(Points, prefetch, broken=13)
    assert str(error) == "a broken item" and data.steps == 3


def test_only_what_is_overridden_is_asked_for(monkeypatch):
    asked = []
    for name in ["on_fit_start", "on_epoch_start", "on_epoch_end", "on_batch_end", "on_fit_end"]:
        monkeypatch.setattr(mg.Callback, name, lambda *_, name=name: asked.append(name))

    class Ends(mg.Callback):
        def on_epoch_end(self, epoch, logs):
            asked.append(f"{epoch}")

    class More(Ends):
        """A method of the object itself counts, whenever it is given one."""

        def __init__(self):
            super().__init__()
            self.on_fit_end = lambda: asked.append("end")

    net = nn.Linear(2, 2)
    model = Trainer(net, loss=nn.cross_entropy, optimizer=optim.SGD(net.parameters(), lr=0.5))
    more = More()
    more.on_fit_start = lambda: asked.append("start")
    model.fit(DataLoader(in_memory(), batch_size=4), epochs=2, callbacks=[Ends(), more, mg.Callback()], progress=False)
    assert asked == ["start", "1", "1", "2", "2", "end"]
