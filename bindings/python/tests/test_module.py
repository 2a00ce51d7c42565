import gc
import weakref

import mixgrad as mg
import pytest
from mixgrad import nn, optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.rest = nn.Sequential(nn.ReLU(), nn.Linear(4, 2))
        self.scale = mg.parameter([1.0, 2.0])
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return self.rest(self.first(x)) * self.scale


def test_fields_are_registered_in_order():
    net = Net()
    names = ["scale", "first.weight", "first.bias", "rest.1.weight", "rest.1.bias"]
    assert list(net.named_parameters()) == names
    assert len(net.parameters()) == 5
    assert net.named_parameters()["scale"].identity == net.scale.identity
    assert list(net.state_dict()) == names


def test_calling():
    net = Net()
    x = mg.ones(2, 3)
    y = net(x)
    assert y.shape == (2, 2) and net.calls == 1
    assert net.forward(x).tolist() == y.tolist()
    y.sum().backward()
    assert all(p.grad is not None for p in net.parameters())
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())


def test_names_are_snake_case():
    class Camel(nn.Module):
        def __init__(self):
            super().__init__()
            self.fcOut = nn.Linear(1, 1)

    assert list(Camel().named_parameters()) == ["fc_out.weight", "fc_out.bias"]


def test_what_is_registered_is_not_replaced_unnoticed():
    net = Net()
    net.first = net.first
    net.calls = 7
    for change in (
        lambda: setattr(net, "first", None),
        lambda: setattr(net, "scale", mg.zeros(2)),
        lambda: delattr(net, "rest"),
    ):
        with pytest.raises(mg.MgValueError, match="is registered in this Net"):
            change()
    with pytest.raises(mg.MgValueError, match="taken"):
        net.first = nn.Linear(3, 4)
    assert len(net.parameters()) == 5
    del net.calls


def test_lists_of_modules():
    class Deep(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(2, 2, bias=False) for _ in range(3)]

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x

    net = Deep()
    assert list(net.named_parameters()) == ["layers.0.weight", "layers.1.weight", "layers.2.weight"]
    assert net(mg.ones(1, 2)).shape == (1, 2)


def test_modes():
    net = Net()
    assert net.training and net.rest.training
    net.eval()
    assert not net.training and not net.rest.training
    net.train()
    assert net.first.training


def test_errors_name_the_layer():
    with pytest.raises(mg.ShapeError) as error:
        nn.Sequential(nn.ReLU(), nn.Linear(3, 2))(mg.ones(1, 5))
    assert error.value.layer == "1"

    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = Net()

        def forward(self, x):
            return self.inner(x)

    with pytest.raises(mg.ShapeError) as error:
        Outer()(mg.ones(1, 5))
    assert error.value.layer == "inner.first"


def test_without_forward():
    class Empty(nn.Module):
        pass

    with pytest.raises(NotImplementedError, match="Empty"):
        Empty()(mg.ones(1))


def test_same_seed_same_weights():
    mg.manual_seed(3)
    first = Net().first.weight.tolist()
    mg.manual_seed(3)
    assert Net().first.weight.tolist() == first
    mg.manual_seed(4)
    assert Net().first.weight.tolist() != first


def test_save_and_load(tmp_path):
    net = Net()
    net.save(tmp_path / "net.safetensors")
    mg.manual_seed(9)
    copy = Net()
    assert copy.load(str(tmp_path / "net.safetensors")) is copy
    x = mg.ones(1, 3)
    assert copy(x).tolist() == net(x).tolist()
    other = Net()
    other.load_state_dict(net.state_dict())
    assert other(x).tolist() == net(x).tolist()
    with pytest.raises(mg.NotFoundError):
        other.load_state_dict({})


def test_saving_into_nowhere(tmp_path):
    with pytest.raises(mg.MgIOError):
        Net().save(tmp_path / "missing" / "net.safetensors")
    with pytest.raises(mg.MgIOError):
        Net().load(tmp_path / "missing.safetensors")
    (tmp_path / "broken.safetensors").write_bytes(b"nonsense")
    with pytest.raises(mg.FormatError):
        Net().load(tmp_path / "broken.safetensors")


def test_one_object_has_one_wrapper():
    layer = nn.Linear(1, 1)
    net = nn.Sequential(layer)
    data = mg.TensorDataset(mg.zeros(4, 1))
    assert mg.DataLoader(data).dataset is data
    del layer
    gc.collect()
    assert net.length == 1


def test_reassigning_a_layer_is_an_error():
    net = Net()
    net.first = net.first
    with pytest.raises(mg.MgValueError):
        net.first = nn.Linear(3, 4)


def test_optimizer():
    net = nn.Linear(1, 1, bias=False)
    rule = optim.SGD(net.parameters(), lr=0.5)
    before = net.weight.item()
    net(mg.ones(1, 1)).sum().backward()
    rule.step()
    assert net.weight.item() == pytest.approx(before - 0.5)
    rule.zero_grad()
    assert net.weight.grad is None
    rule.lr = 0.25
    assert rule.lr == 0.25


def test_representation():
    assert repr(Net()).startswith("Net(\n  first: Linear()")


def test_networks_are_freed(no_leaks):
    net = Net()
    net(mg.ones(1, 3)).sum().backward()
    gone = weakref.ref(net)
    del net
    gc.collect()
    assert gone() is None
