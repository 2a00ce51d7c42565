"""Sums over windows of moved places in float64, with weights and offsets of Philox; torch.nn.Conv2d where nothing moves."""

import numpy as np
import torch
from oracle import Array, Suite, call, get, new, numbers, var
from oracle.deformed import deform_conv2d
from oracle.layers import Stream, drawn, with_parameters
from oracle.pytorch import plain, tensor

suite = Suite("DeformConv2d")


def case(name, bound, told=None, dtype="float32", **given):
    sizes = {"in_channels": 4, "out_channels": 6, **given}
    module = drawn(torch.nn.Conv2d(**sizes), Stream(0), bound, dtype)
    given_all = sizes if dtype == "float32" else {**sizes, "dtype": dtype}
    with_parameters(suite, name, numbers((1, 4, 6, 5), dtype), given_all, module, told, 2, dtype)


def moved(name, mask, offset_groups, **given):
    """The result and the gradients of its sum."""
    sizes = {"in_channels": 4, "out_channels": 6, "kernel_size": 2, **given}
    module = drawn(torch.nn.Conv2d(**sizes), Stream(0), (4 / sizes.get("groups", 1) * 2**2) ** -0.5)
    x = numbers((2, 4, 6, 5))
    places = module(tensor(x)).shape[2:]
    steps = (2 * np.floor(numbers((2, offset_groups * 8, *places), "float64", 2, -13, 13).values) + 1) / 16
    inputs = {"x": x, "offset": Array(steps, "float32")}
    if mask:
        inputs["mask"] = numbers((2, offset_groups * 4, *places), "float32", 3, 0, 1)
    script = suite.script(name)
    script.let("layer", new("DeformConv2d", **sizes))
    script.let("out", call("DeformConv2d.forward_with_offset", self_=var("layer"), **inputs))
    in_torch = {key: tensor(value) for key, value in inputs.items()}
    moves = {key: sizes.get(key, default) for key, default in {"stride": 1, "padding": 0, "dilation": 1}.items()}
    out = deform_conv2d(**in_torch, weight=module.weight, bias=module.bias, **moves)
    script.expect(var("out"), Array(plain(out), "float32"))
    out.sum().backward()
    script.do(call("backward", x=call("sum", x=var("out"))))
    for key, parameter in module.named_parameters():
        grad = get("Tensor.grad", get(f"DeformConv2d.{key}", var("layer")))
        script.expect(grad, Array(plain(parameter.grad), "float32"))


told = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
case("a size alone", (4 * 2**2) ** -0.5, told, kernel_size=2)
case("all of it", (2 * 3**2) ** -0.5, kernel_size=3, stride=2, padding=1, dilation=1, groups=2)
case("dilated, without a bias", (4 * 2**2) ** -0.5, kernel_size=2, dilation=2, bias=False)
case("in float64", (4 * 2**2) ** -0.5, dtype="float64", kernel_size=2)
moved("moved", False, 1)
moved("moved, with a mask", True, 2)
moved("moved, without a bias", True, 1, bias=False)
moved("moved, all of it", True, 2, stride=[2, 1], padding=[1, 2], dilation=[1, 2], groups=2)
wrong = suite.script("what does not fit")
sizes = {"in_channels": 4, "out_channels": 6, "kernel_size": 2}
wrong.fails(new("DeformConv2d", **{**sizes, "in_channels": 0}), "value", "in_channels", ["0"])
wrong.fails(new("DeformConv2d", **{**sizes, "out_channels": 0}), "value", "out_channels", ["0"])
wrong.fails(new("DeformConv2d", **{**sizes, "groups": 4}), "value", "out_channels", ["6"])
wrong.fails(new("DeformConv2d", **{**sizes, "groups": 0}), "value", "groups", ["0"])
wrong.fails(new("DeformConv2d", **{**sizes, "kernel_size": 0}), "value", "kernel_size", ["0"])
