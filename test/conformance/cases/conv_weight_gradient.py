"""The gradient that PyTorch takes of its convolutions with regard to their weights, in float64."""

import torch
from oracle import FLOATING, Suite, numbers
from oracle.convolutions import small
from oracle.pytorch import by_torch, gradients


def through(grad, input, weight_shape, stride, padding, dilation, groups=1):
    n = len(weight_shape) - 2
    weight = torch.zeros(weight_shape, requires_grad=True)
    out = getattr(torch.nn.functional, f"conv{n}d")(input, weight, None, stride, padding, dilation, groups)
    out = out[(..., *[slice(size) for size in grad.shape[-n:]])]
    return torch.autograd.grad(out, weight, grad, create_graph=True)[0]


suite = Suite("conv_weight_gradient", by_torch(through))


def plain(dtype="float32", n=2):
    return {
        "grad": small((2, 3, *(3, 3, 2)[:n]), dtype),
        "input": small((2, 2, *(4, 5, 3)[:n]), dtype, 1),
        "weight_shape": [3, 2, *[2, 3, 2][:n]],
        "stride": [1] * n,
        "padding": [0] * n,
        "dilation": [1] * n,
    }


suite.each(FLOATING, plain)
suite("along one axis", **plain(n=1))
suite("along three axes", **plain(n=3))
suite(
    "steps, padding and gaps",
    grad=small((2, 3, 3, 5)),
    input=small((2, 2, 5, 6), seed=1),
    weight_shape=[3, 2, 3, 2],
    stride=[2, 1],
    padding=[1, 1],
    dilation=[1, 3],
)
suite(
    "groups",
    grad=small((2, 6, 3, 3)),
    input=small((2, 4, 4, 4), seed=1),
    weight_shape=[6, 2, 2, 2],
    stride=[1, 1],
    padding=[0, 0],
    dilation=[1, 1],
    groups=2,
)
suite(
    "one image",
    grad=small((3, 3)),
    input=small((2, 4), seed=1),
    weight_shape=[3, 2, 2],
    stride=[1],
    padding=[0],
    dilation=[1],
)
suite(
    "fewer positions than the convolution has",
    grad=small((1, 3, 3)),
    input=small((1, 2, 6), seed=1),
    weight_shape=[3, 2, 2],
    stride=[1],
    padding=[0],
    dilation=[3],
)
suite(
    "no examples",
    grad=small((0, 3, 3)),
    input=small((0, 2, 4)),
    weight_shape=[3, 2, 2],
    stride=[1],
    padding=[0],
    dilation=[1],
)
suite(
    "promoted",
    grad=small((1, 3, 3), "float64"),
    input=small((1, 2, 4), "float16", 1),
    weight_shape=[3, 2, 2],
    stride=[1],
    padding=[0],
    dilation=[1],
)


def fails(name, code, argument, mentions, **other):
    suite.fails(name, code, argument, mentions, **{**plain(), **other})


fails("no weights", "shape", "weight_shape", ["[3, 2]"], weight_shape=[3, 2])
fails("windows of nothing", "shape", "weight_shape", ["[3, 2, 0, 3]"], weight_shape=[3, 2, 0, 3])
fails("too few axes", "shape", "input", ["[4]"], input=small((4,)))
fails("another number of positions", "shape", "grad", ["[2, 3, 2, 3]"], grad=small((2, 3, 2, 3)))
fails("another number of channels", "shape", "grad", [], grad=small((2, 4, 3, 3)))
fails("channels that do not fall into groups", "shape", "grad", [], groups=2)
fails("windows that are too large", "shape", "grad", [], weight_shape=[3, 2, 5, 3])
fails("a number too few", "value", "stride", ["1", "2"], stride=[1])
fails("no step", "value", "stride", ["0"], stride=[1, 0])
fails("less than no padding", "value", "padding", ["-1"], padding=[-1, 0])
fails("no dilation", "value", "dilation", ["0"], dilation=[1, 0])
fails("no groups", "value", "groups", ["0"], groups=0)
suite.refuses(FLOATING, lambda t: {**plain(), "grad": numbers((2, 3, 3, 3), t)}, "grad")
gradients(
    suite,
    through,
    lambda t: {
        "grad": small((2, 2, 3, 4), t),
        "input": small((2, 2, 5, 6), t, 1),
        "weight_shape": [2, 1, 3, 2],
        "stride": [2, 1],
        "padding": [1, 0],
        "dilation": [1, 2],
        "groups": 2,
    },
)
