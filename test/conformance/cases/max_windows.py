"""torch.nn.functional.max_pool2d in float64, with the positions."""

from oracle import FLOATING, Array, Suite, array, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import adaptive_max_pool2d, max_pool1d, max_pool2d, max_pool3d


def windows(x, output_size, kernel_size=(), stride=(), padding=(), dilation=()):
    if not kernel_size:
        return adaptive_max_pool2d(x, output_size, return_indices=True)
    pool = {1: max_pool1d, 2: max_pool2d, 3: max_pool3d}[len(kernel_size)]
    return pool(x, kernel_size, stride or 1, padding or 0, dilation or 1, return_indices=True)


class MaxWindows(Suite):
    def __call__(self, name, /, **given):
        values, indices = by_torch(windows)(**given)
        expected = {
            "record": {
                "values": Array(values, given["x"].dtype).record("exact"),
                "indices": Array(indices, "int64").record(),
            }
        }
        super().__call__(name, expect=expected, **given)


suite = MaxWindows("max_windows", exact=True)
x = numbers((2, 5, 6))
suite.each(FLOATING, lambda t: {"x": numbers((2, 5, 6), t), "output_size": [4, 5], "kernel_size": [2, 2]})
suite("stride", x=x, output_size=[2, 2], kernel_size=[2, 3], stride=[2, 3])
suite("padding", x=x, output_size=[5, 6], kernel_size=[3, 3], padding=[1, 1])
suite("dilation", x=x, output_size=[3, 3], kernel_size=[2, 2], dilation=[2, 3])
suite("parts", x=x, output_size=[2, 4])
suite("one axis", x=x, output_size=[5], kernel_size=[2])
suite("three axes", x=numbers((1, 3, 3, 3)), output_size=[2, 2, 2], kernel_size=[2, 2, 2])
suite("equal elements", x=array([[1, 3, 3, 1]]), output_size=[2], kernel_size=[3])
suite.fails("no axes", "value", "output_size", ["0"], x=x, output_size=[])
suite.fails("four axes", "value", "output_size", ["4"], x=numbers((2, 2, 2, 2)), output_size=[1, 1, 1, 1])
suite.fails("half a window", "value", "kernel_size", ["1", "2"], x=x, output_size=[1, 1], kernel_size=[2])
suite.fails("no step", "value", "stride", ["0"], x=x, output_size=[2, 2], kernel_size=[2, 2], stride=[1, 0])
suite.fails("too few axes", "shape", "x", ["[4]"], x=numbers((4,)), output_size=[1, 1])
suite.fails(
    "a window of nothing", "shape", "x", ["axis {0}"], x=numbers((4,)), output_size=[4], kernel_size=[1], stride=[2]
)
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 2), t), "output_size": [1]}, "x")
gradients(
    suite,
    lambda x, *given: windows(x, *given)[0],
    lambda t: {"x": numbers((2, 4, 5), t), "output_size": [3, 4], "kernel_size": [2, 2]},
)
