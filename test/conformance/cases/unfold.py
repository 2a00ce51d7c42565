"""torch.nn.functional.unfold in float64, which copies every dtype here."""

from oracle import ANY, Suite, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import unfold


def of_numbers(input, **named):
    return unfold(input.double(), **named)


suite = Suite("unfold", by_torch(of_numbers), lambda input, **_: input.dtype, exact=True)
suite.each(ANY, lambda t: {"input": numbers((2, 2, 3, 4), t), "kernel_size": 2})
suite(
    "a number for each axis",
    input=numbers((2, 2, 5, 6)),
    kernel_size=[2, 3],
    dilation=[3, 2],
    padding=[1, 2],
    stride=[1, 3],
)
suite("one number for both axes", input=numbers((1, 3, 5, 6)), kernel_size=3, dilation=2, padding=2, stride=2)
suite("one image", input=numbers((2, 3, 4)), kernel_size=2)
suite("no examples", input=numbers((0, 2, 3, 4)), kernel_size=2)
suite("windows of one element", input=numbers((2, 2, 3, 4)), kernel_size=1)
one = numbers((1, 1, 3, 3))
suite.fails("too few axes", "shape", "input", ["[3, 3]"], input=numbers((3, 3)), kernel_size=2)
suite.fails("windows that are too large", "shape", "input", ["6", "5"], input=one, kernel_size=6, padding=1)
suite.fails("no window", "value", "kernel_size", ["0"], input=one, kernel_size=0)
suite.fails("no dilation", "value", "dilation", ["0"], input=one, kernel_size=1, dilation=0)
suite.fails("less than no padding", "value", "padding", ["-1"], input=one, kernel_size=1, padding=-1)
suite.fails("no step", "value", "stride", ["0"], input=one, kernel_size=1, stride=0)
suite.fails("more than there is memory for", "out_of_memory", None, [], input=one, kernel_size=1, padding=2**31 - 1)
gradients(
    suite,
    lambda input, kernel_size, dilation, padding, stride: unfold(input, kernel_size, dilation, padding, stride),
    lambda t: {
        "input": numbers((2, 2, 4, 5), t),
        "kernel_size": [2, 3],
        "dilation": [2, 1],
        "padding": [1, 0],
        "stride": [1, 2],
    },
)
