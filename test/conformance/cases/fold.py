"""torch.nn.functional.fold in float64; integers wrap around."""

import numpy as np
from oracle import NUMERIC, Suite, array, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import fold


def of_numbers(input, **named):
    return fold(input.double(), **named)


suite = Suite("fold", by_torch(of_numbers), lambda input, **_: input.dtype)
suite.each(NUMERIC, lambda t: {"input": numbers((2, 8, 6), t), "output_size": [3, 4], "kernel_size": 2})
suite(
    "a number for each axis",
    input=numbers((2, 12, 12)),
    output_size=[5, 6],
    kernel_size=[2, 3],
    dilation=[3, 2],
    padding=[1, 2],
    stride=[1, 2],
)
suite(
    "one number for both axes",
    input=numbers((1, 27, 9)),
    output_size=5,
    kernel_size=3,
    dilation=2,
    padding=2,
    stride=2,
)
suite("one example", input=numbers((8, 6)), output_size=[3, 4], kernel_size=2)
suite("no examples", input=numbers((0, 8, 6)), output_size=[3, 4], kernel_size=2)
suite(
    "sums that wrap",
    input=array(np.full((1, 4, 4), 100), "int8"),
    output_size=3,
    kernel_size=2,
    expect=array([[[[100, -56, 100], [-56, -112, -56], [100, -56, 100]]]], "int8"),
)
one = numbers((1, 4, 4))
suite.fails("too few axes", "shape", "input", ["[4]"], input=numbers((4,)), output_size=3, kernel_size=2)
suite.fails(
    "no windows of channels", "shape", "input", ["6"], input=numbers((1, 4, 4)), output_size=3, kernel_size=[3, 2]
)
suite.fails("another number of columns", "shape", "input", ["4", "6"], input=one, output_size=[3, 4], kernel_size=2)
suite.fails("windows that are too large", "shape", "output_size", ["2", "1"], input=one, output_size=1, kernel_size=2)
suite.fails("less than no images", "value", "output_size", ["-1"], input=one, output_size=-1, kernel_size=2)
suite.fails("no window", "value", "kernel_size", ["0"], input=one, output_size=3, kernel_size=0)
suite.fails("no dilation", "value", "dilation", ["0"], input=one, output_size=3, kernel_size=2, dilation=0)
suite.fails("less than no padding", "value", "padding", ["-1"], input=one, output_size=3, kernel_size=2, padding=-1)
suite.fails("no step", "value", "stride", ["0"], input=one, output_size=3, kernel_size=2, stride=0)
suite.fails(
    "more than there is memory for",
    "out_of_memory",
    None,
    [],
    input=numbers((1, 1, 1)),
    output_size=2**31 - 1,
    kernel_size=1,
    stride=2**31 - 1,
)
suite.refuses(NUMERIC, lambda t: {"input": numbers((1, 4, 4), t), "output_size": 3, "kernel_size": 2}, "input")
gradients(
    suite,
    lambda input, output_size, kernel_size, dilation, padding, stride: fold(
        input, output_size, kernel_size, dilation, padding, stride
    ),
    lambda t: {
        "input": numbers((2, 12, 8), t),
        "output_size": [4, 5],
        "kernel_size": [2, 3],
        "dilation": [2, 1],
        "padding": [1, 0],
        "stride": [1, 2],
    },
)
