"""Modules that hold modules are sequences and mappings, and calls take what forward takes."""

import mixgrad as mg
import pytest
from mixgrad import nn


def chain():
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))


@pytest.mark.parametrize("kind", [nn.Sequential, nn.ModuleList])
def test_sequences(kind):
    layers = [nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)]
    made = kind(*layers)
    assert len(made) == made.length == 3
    assert [layer is given for layer, given in zip(made, layers, strict=True)] == [True] * 3
    assert made[0] is layers[0] and made[-1] is layers[2]
    for place in (3, -4):
        with pytest.raises(IndexError):
            made[place]
    with pytest.raises(mg.MgTypeError):
        made["a"]
    part = made[1:]
    assert type(part) is kind and list(part) == layers[1:]
    assert len(made[::-2]) == 2 and made[::-2][0] is layers[2]
    assert len(kind()) == 0 and list(kind()) == []


@pytest.mark.parametrize("kind", [nn.Sequential, nn.ModuleList, nn.SequentialRNNCell])
def test_lists_in_place_of_several(kind):
    layers = [nn.RNNCell(2, 2), nn.RNNCell(2, 2)]
    for made in (kind(layers), kind(tuple(layers)), kind(layer for layer in layers)):
        assert len(made) == 2 and len(made.parameters()) == 8
    assert len(kind([])) == 0
    layers.clear()
    assert len(kind(nn.RNNCell(2, 2))) == 1
    with pytest.raises(mg.MgTypeError):
        kind(mg.ones(2))
    with pytest.raises(mg.MgTypeError):
        kind("ab")


def test_a_list_holds_modules_of_the_user():
    class Twice(nn.Module):
        def forward(self, x):
            return x * 2

    given = [Twice(), Twice()]
    net = nn.Sequential(given)
    given.clear()
    assert net(mg.ones(1)).tolist() == [4.0]
    assert isinstance(net[0], Twice)


def test_one_container_is_one_layer():
    inner = chain()
    assert len(nn.Sequential(inner)) == 1 and nn.Sequential(inner)[0] is inner


def test_a_walk_sees_what_is_added():
    made = nn.ModuleList(nn.ReLU())
    walk = iter(made)
    next(walk)
    made.append(nn.Tanh())
    assert type(next(walk)) is nn.Tanh
    assert next(walk, None) is None


def test_mappings():
    heads = nn.ModuleDict({"small": nn.Linear(4, 1), "large": nn.Linear(4, 3)})
    assert len(heads) == 2 and list(heads) == ["small", "large"]
    assert heads["large"](mg.ones(1, 4)).shape == (1, 3)
    assert "small" in heads and "medium" not in heads and 1 not in heads
    with pytest.raises(LookupError):
        heads["medium"]


def test_printing():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
            self.heads = nn.ModuleDict({"small": nn.Linear(2, 1)})
            self.more = [nn.Tanh()]

    inside = "  body: Sequential(\n    0: Linear()\n    1: ReLU()\n  )\n  heads: ModuleDict(\n    small: Linear()\n  )"
    assert repr(Net()) == f"Net(\n{inside}\n  more.0: Tanh()\n)"
    assert repr(nn.Sequential()) == "Sequential()"

    class Endless(nn.Module):
        def __getitem__(self, index):
            raise AssertionError("the user's own is not walked")

        __len__ = __iter__ = __getitem__

    assert repr(Endless()) == "Endless()"


def test_loaders_are_counted():
    data = mg.TensorDataset(mg.zeros(10, 2))
    assert len(mg.DataLoader(data, batch_size=4)) == 3
    assert len(mg.DataLoader(data, batch_size=4, drop_last=True)) == 2
    assert len(list(mg.DataLoader(data, batch_size=4))) == 3


class Sum(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(2, 2)

    def forward(self, a, b, *, scale=1.0):
        return (self.inner(a) + b) * scale


def test_calls_take_what_forward_takes():
    net = Sum()
    a, b = mg.ones(1, 2), mg.full((1, 2), 3.0)
    expected = net.forward(a, b, scale=2.0).tolist()
    assert net(a, b, scale=2.0).tolist() == net(a, b=b, scale=2.0).tolist() == expected
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        net(a)
    with pytest.raises(mg.ShapeError) as caught:
        net(mg.ones(1, 5), b)
    assert caught.value.layer == "inner"


def test_calls_of_layers_with_several_tensors():
    x, y = mg.ones(2, 3), mg.ones(2, 4)
    bilinear = nn.Bilinear(3, 4, 5)
    assert bilinear(x, y).tolist() == bilinear.combine(x, y).tolist()
    attention = nn.MultiheadAttention(4, 2)
    query, key = mg.ones(2, 1, 4), mg.ones(3, 1, 4)
    assert attention(query, key, key).tolist() == attention.attend(query, key, key).tolist()
    cell = nn.GRUCell(3, 4)
    assert cell(x, y)[0].tolist() == cell.forward_with_state(x, y)[0].tolist()
    assert cell(x, state=y)[0].tolist() == cell(x, y)[0].tolist()
    assert cell(x).shape == cell(x=x).shape == (2, 4)


@pytest.mark.parametrize("arguments", [(), (mg.ones(1, 2), mg.ones(1, 2))])
def test_other_layers_take_one_tensor(arguments):
    with pytest.raises(TypeError, match="a Linear is called with one tensor, x"):
        nn.Linear(2, 2)(*arguments)
    with pytest.raises(TypeError, match="one tensor, x, not 0, y="):
        nn.Linear(2, 2)(y=mg.ones(1, 2))
