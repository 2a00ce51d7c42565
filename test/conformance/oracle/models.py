"""Well-known networks, written with torch.nn in float64, and cases that compare them."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from .arrays import Array, numbers
from .expressions import call, get, key, new, var
from .philox import Stream
from .pytorch import plain, tensor
from .suite import Script, Suite


def with_weights(net: nn.Module, seed: int = 0) -> nn.Module:
    """Weights and biases of linear layers and convolutions, drawn as the layers do: uniform in ±1/√(inputs of one
    output), in the order of the parameters. Normalisations begin with ones and zeros."""
    stream = Stream(seed)
    with torch.no_grad():
        for module in net.modules():
            if not isinstance(module, (nn.Conv2d, nn.Linear)):
                continue
            bound = module.weight[0].numel() ** -0.5
            for parameter in module.parameters(recurse=False):
                drawn = stream.uniform(tuple(parameter.shape), -bound, bound, "float32")
                parameter.copy_(tensor(Array(drawn, "float32")))
    return net


class LeNet(nn.Module):
    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, num_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv in (self.conv1, self.conv2):
            x = nn.functional.avg_pool2d(torch.tanh(conv(x)), 2)
        x = torch.tanh(self.fc2(torch.tanh(self.fc1(x.flatten(1)))))
        return self.fc3(x)


class VGG(nn.Module):
    def __init__(
        self,
        depth: int,
        batch_norm: bool = False,
        dropout: float = 0.5,
        width: int = 64,
        hidden_features: int = 4096,
        num_classes: int = 1000,
        in_channels: int = 3,
    ) -> None:
        super().__init__()
        groups = {11: "11222", 13: "22222", 16: "22333", 19: "22444"}[depth]
        layers: list[nn.Module] = []
        channels = in_channels
        for times, count in zip([1, 2, 4, 8, 8], groups):
            for _ in range(int(count)):
                layers += [nn.Conv2d(channels, width * times, 3, padding=1)]
                layers += [nn.BatchNorm2d(width * times)] if batch_norm else []
                layers += [nn.ReLU()]
                channels = width * times
            layers += [nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers)
        hidden = [nn.Linear(channels * 49, hidden_features), nn.ReLU(), nn.Dropout(dropout)]
        hidden += [nn.Linear(hidden_features, hidden_features), nn.ReLU(), nn.Dropout(dropout)]
        self.classifier = nn.Sequential(*hidden, nn.Linear(hidden_features, num_classes))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(nn.functional.adaptive_avg_pool2d(self.features(x), 7).flatten(1))


class Residual(nn.Module):
    """One block. `sizes` are its windows; the one of three elements takes the steps, the first of them if there are
    two."""

    def __init__(self, channels: int, inner: int, out: int, stride: int, sizes: list[int], v2: bool) -> None:
        super().__init__()
        self.count, self.v2, start = len(sizes), v2, channels
        ends = [inner] * (len(sizes) - 1) + [out]
        for i, (size, end) in enumerate(zip(sizes, ends)):
            step = stride if i == sizes.index(3) else 1
            if v2:
                self.add_module(f"bn{i + 1}", nn.BatchNorm2d(start))
            self.add_module(f"conv{i + 1}", nn.Conv2d(start, end, size, step, size // 2, bias=False))
            if not v2:
                self.add_module(f"bn{i + 1}", nn.BatchNorm2d(end))
            start = end
        self.downsample = None
        if stride != 1 or channels != out:
            shortcut = [nn.Conv2d(channels, out, 1, stride, bias=False)] + ([] if v2 else [nn.BatchNorm2d(out)])
            self.downsample = nn.Sequential(*shortcut)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = kept = x
        for i in range(1, self.count + 1):
            conv, norm = getattr(self, f"conv{i}"), getattr(self, f"bn{i}")
            if self.v2:
                out = torch.relu(norm(out))
                if i == 1 and self.downsample is not None:
                    kept = self.downsample(out)
                out = conv(out)
            else:
                out = norm(conv(torch.relu(out) if i > 1 else out))
        if self.v2:
            return out + kept
        return torch.relu(out + (x if self.downsample is None else self.downsample(x)))


BLOCKS = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}


class ResNet(nn.Module):
    def __init__(
        self, depth: int, width: int = 64, num_classes: int = 1000, in_channels: int = 3, v2: bool = False
    ) -> None:
        super().__init__()
        self.v2 = v2
        sizes, more = ([3, 3], 1) if depth < 50 else ([1, 3, 1], 4)
        self.conv1 = nn.Conv2d(in_channels, width, 7, 2, 3, bias=False)
        if not v2:
            self.bn1 = nn.BatchNorm2d(width)
        channels = width
        for i, count in enumerate(BLOCKS[depth]):
            blocks = []
            for b in range(count):
                stride = 2 if b == 0 and i > 0 else 1
                blocks.append(Residual(channels, width * 2**i, width * 2**i * more, stride, sizes, v2))
                channels = width * 2**i * more
            self.add_module(f"layer{i + 1}", nn.Sequential(*blocks))
        if v2:
            self.bn1 = nn.BatchNorm2d(channels)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x) if self.v2 else torch.relu(self.bn1(self.conv1(x)))
        x = nn.functional.max_pool2d(x, 3, 2, 1)
        for i in range(1, 5):
            x = getattr(self, f"layer{i}")(x)
        return self.fc((torch.relu(self.bn1(x)) if self.v2 else x).mean((2, 3)))


def convolved(channels: int, out: int, size: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    conv = nn.Conv2d(channels, out, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(out), nn.ReLU6())


class Inverted(nn.Module):
    def __init__(self, channels: int, out: int, stride: int, times: int) -> None:
        super().__init__()
        inner = channels * times
        first = [convolved(channels, inner, 1)] if times > 1 else []
        last = [nn.Conv2d(inner, out, 1, bias=False), nn.BatchNorm2d(out)]
        self.conv = nn.Sequential(*first, convolved(inner, inner, 3, stride, inner), *last)
        self.adds = stride == 1 and channels == out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x) + x if self.adds else self.conv(x)


def eights(wanted: float) -> int:
    """Of the multiples of 8 the nearest that is not below nine tenths."""
    nearest = max(8, int(np.floor(wanted / 8 + 0.5)) * 8)
    return nearest if nearest >= 0.9 * wanted else nearest + 8


class MobileNetV2(nn.Module):
    def __init__(
        self, width_multiplier: float = 1.0, dropout: float = 0.2, num_classes: int = 1000, in_channels: int = 3
    ) -> None:
        super().__init__()
        channels, last = eights(32 * width_multiplier), eights(1280 * max(1.0, width_multiplier))
        layers: list[nn.Module] = [convolved(in_channels, channels, 3, 2)]
        table = [
            (1, 16, 1, 1),
            (6, 24, 2, 2),
            (6, 32, 3, 2),
            (6, 64, 4, 2),
            (6, 96, 3, 1),
            (6, 160, 3, 2),
            (6, 320, 1, 1),
        ]
        for times, size, count, stride in table:
            for b in range(count):
                layers.append(Inverted(channels, eights(size * width_multiplier), stride if b == 0 else 1, times))
                channels = eights(size * width_multiplier)
        self.features = nn.Sequential(*layers, convolved(channels, last, 1))
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(last, num_classes))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(x).mean((2, 3)))


def compared(
    suite: Suite,
    name: str,
    net: nn.Module,
    given: dict[str, object],
    told: dict[str, object],
    image: tuple[int, ...],
    learns: tuple[str, ...] = (),
) -> Script:
    """A case: the properties, outputs in evaluation, how many numbers the parameters are; with `learns` a few gradients,
    and the names of all that is saved."""
    cls = suite.subject
    script = suite.script(name)
    script.let("net", new(cls, **given))
    for property_, value in {**told, **given}.items():
        if property_ != "dtype":
            script.expect(get(f"{cls}.{property_}", var("net")), value)
    with_weights(net).eval()
    script.do(call("Module.eval", self_=var("net")))
    x = numbers(image)
    out = net(tensor(x))
    script.let("out", call(f"{cls}.forward", self_=var("net"), x=x))
    script.expect(var("out"), Array(plain(out), "float32"))
    if learns:
        scale = Array(np.cos(np.arange(out.numel())).reshape(tuple(out.shape)), "float32")
        (out * tensor(scale)).sum().backward()
        script.do(call("backward", x=call("sum", x=call("multiply", x1=var("out"), x2=scale))))
        parameters = dict(net.named_parameters())
        named = call("Module.named_parameters", self_=var("net"))
        for parameter in learns:
            grad = get("Tensor.grad", key(parameter, named))
            script.expect(grad, Array(plain(parameters[parameter].grad), "float32"))
        saved(script, net)
    counted(script, net, image)
    return script


def saved(script: Script, net: nn.Module) -> None:
    """The names and shapes of all parameters and buffers, as a file of torchvision has them."""
    script.let("state", call("Module.state", self_=var("net")))
    for name, one in net.state_dict().items():
        script.expect(get("Tensor.shape", key(name, var("state"))), list(one.shape))


def counted(script: Script, net: nn.Module, image: tuple[int, ...]) -> None:
    """The number of parameters, from the table of the model, which computes nothing; the shape of the output, too."""
    count = sum(parameter.numel() for parameter in net.parameters())
    table = call("summary", model=var("net"), input=list(image))
    script.expect(table, {"contains": [f"Parameters: {count:,} (", f"[{image[0]}, "]})


def sized(suite: Suite, name: str, net: nn.Module, given: dict[str, object], image: tuple[int, ...]) -> None:
    """A case of a larger network: nothing is computed."""
    script = suite.script(name)
    script.let("net", new(suite.subject, **given))
    counted(script, net, image)
