"""The transpose of sum_windows by definition, in float64."""

from oracle import FLOATING, Suite, numbers
from oracle.pytorch import by_torch, gradients
from oracle.windows import transposed

suite = Suite("sum_windows_gradient", by_torch(transposed), lambda grad, **_: grad.dtype)
grad = numbers((2, 5, 6))
suite.each(FLOATING, lambda t: {"grad": numbers((2, 5, 6), t), "like_size": [6, 7], "kernel_size": [2, 2]})
suite("stride", grad=grad, like_size=[9, 11], kernel_size=[2, 3], stride=[2, 2])
suite("padding", grad=grad, like_size=[5, 6], kernel_size=[3, 3], padding=[1, 1])
suite("parts", grad=grad, like_size=[7, 11])
suite("one axis", grad=grad, like_size=[7], kernel_size=[2])
suite("three axes", grad=numbers((1, 3, 3, 3)), like_size=[4, 4, 4], kernel_size=[2, 2, 2])
suite("windows behind the end", grad=grad, like_size=[3], kernel_size=[2])
suite("no examples", grad=numbers((0, 5)), like_size=[2], kernel_size=[2], expect=numbers((0, 2)))
suite.fails("no axes", "value", "like_size", ["0"], grad=grad, like_size=[])
suite.fails("four axes", "value", "like_size", ["4"], grad=numbers((2, 2, 2, 2)), like_size=[1, 1, 1, 1])
suite.fails("half a window", "value", "kernel_size", ["1", "2"], grad=grad, like_size=[1, 1], kernel_size=[2])
suite.fails("no step", "value", "stride", ["0"], grad=grad, like_size=[2, 2], kernel_size=[2, 2], stride=[1, 0])
suite.fails("negative padding", "value", "padding", ["-1"], grad=grad, like_size=[2], kernel_size=[2], padding=[-1])
suite.fails("too few axes", "shape", "grad", ["[4]"], grad=numbers((4,)), like_size=[1, 1])
suite.refuses(FLOATING, lambda t: {"grad": numbers((2, 2), t), "like_size": [1]}, "grad")
gradients(
    suite,
    transposed,
    lambda t: {"grad": numbers((2, 4, 5), t), "like_size": [5, 6], "kernel_size": [2, 2]},
)
gradients(suite, transposed, lambda t: {"grad": numbers((2, 4, 5), t), "like_size": [6, 7]}, "gradient, parts,")
