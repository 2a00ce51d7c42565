"""torch.nn.Conv3d in float64, with weights and offsets of Philox."""

import torch
from oracle import Suite, new, numbers
from oracle.convolutions import padding_modes
from oracle.layers import Stream, drawn, with_parameters

suite = Suite("Conv3d")


def case(name, bound, told=None, dtype="float32", x=(1, 4, 3, 4, 3), **given):
    sizes = {"in_channels": 4, "out_channels": 6, **given}
    module = drawn(torch.nn.Conv3d(**sizes), Stream(0), bound, dtype)
    given_all = sizes if dtype == "float32" else {**sizes, "dtype": dtype}
    with_parameters(suite, name, numbers(x, dtype), given_all, module, told, 3, dtype)


told = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros"}
case("a size alone", (4 * 2**3) ** -0.5, told, kernel_size=2)
case("all of it", (2 * 3**3) ** -0.5, kernel_size=3, stride=2, padding=1, dilation=1, groups=2)
case("dilated, without a bias", (4 * 2**3) ** -0.5, kernel_size=2, dilation=2, bias=False)
case("in float64", (4 * 2**3) ** -0.5, dtype="float64", kernel_size=2)
wrong = suite.script("what does not fit")
sizes = {"in_channels": 4, "out_channels": 6, "kernel_size": 2}
wrong.fails(new("Conv3d", **{**sizes, "in_channels": 0}), "value", "in_channels", ["0"])
wrong.fails(new("Conv3d", **{**sizes, "groups": 4}), "value", "out_channels", ["6"])
wrong.fails(new("Conv3d", **{**sizes, "kernel_size": 0}), "value", "kernel_size", ["0"])
padding_modes(suite, case, 3)
