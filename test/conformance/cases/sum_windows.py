"""Sums of windows by definition, in float64."""

from oracle import FLOATING, Suite, numbers
from oracle.pytorch import by_torch, gradients
from oracle.windows import sums

suite = Suite("sum_windows", by_torch(sums), lambda x, **_: x.dtype)
x = numbers((2, 5, 6))
suite.each(FLOATING, lambda t: {"x": numbers((2, 5, 6), t), "output_size": [4, 5], "kernel_size": [2, 2]})
suite("stride", x=x, output_size=[2, 2], kernel_size=[2, 3], stride=[2, 2])
suite("padding", x=x, output_size=[5, 6], kernel_size=[3, 3], padding=[1, 1])
suite("parts", x=x, output_size=[2, 4])
suite("one axis", x=x, output_size=[5], kernel_size=[2])
suite("three axes", x=numbers((1, 3, 3, 3)), output_size=[2, 2, 2], kernel_size=[2, 2, 2])
suite("windows behind the end", x=x, output_size=[9], kernel_size=[2])
suite("no examples", x=numbers((0, 5)), output_size=[2], kernel_size=[2], expect=numbers((0, 2)))
suite.fails("no axes", "value", "output_size", ["0"], x=x, output_size=[])
suite.fails("four axes", "value", "output_size", ["4"], x=numbers((2, 2, 2, 2)), output_size=[1, 1, 1, 1])
suite.fails("half a window", "value", "kernel_size", ["1", "2"], x=x, output_size=[1, 1], kernel_size=[2])
suite.fails("no step", "value", "stride", ["0"], x=x, output_size=[2, 2], kernel_size=[2, 2], stride=[1, 0])
suite.fails("negative padding", "value", "padding", ["-1"], x=x, output_size=[2], kernel_size=[2], padding=[-1])
suite.fails("too few axes", "shape", "x", ["[4]"], x=numbers((4,)), output_size=[1, 1])
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 2), t), "output_size": [1]}, "x")
gradients(
    suite,
    sums,
    lambda t: {"x": numbers((2, 4, 5), t), "output_size": [3, 4], "kernel_size": [2, 2]},
)
gradients(suite, sums, lambda t: {"x": numbers((2, 4, 5), t), "output_size": [3, 2]}, "gradient, parts,")
