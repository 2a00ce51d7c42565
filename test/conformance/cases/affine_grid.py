"""torch.nn.functional.affine_grid in float64."""

from oracle import FLOATING, Suite, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import affine_grid


def reference(theta, size, align_corners=False):
    return affine_grid(theta, size, align_corners)


suite = Suite("affine_grid", by_torch(reference), lambda theta, **_: theta.dtype)
maps, deep = numbers((2, 2, 3)), numbers((2, 3, 4))
suite.each(FLOATING, lambda t: {"theta": numbers((2, 2, 3), t), "size": [2, 3, 4, 5]})
for align in [False, True]:
    name = ", corners" if align else ""
    suite(f"images{name}", theta=maps, size=[2, 1, 4, 7], align_corners=align)
    suite(f"volumes{name}", theta=deep, size=[2, 1, 3, 2, 4], align_corners=align)
    suite(f"one element{name}", theta=maps, size=[2, 1, 1, 1], align_corners=align)
    gradients(
        suite,
        affine_grid,
        lambda t, align=align: {"theta": numbers((2, 2, 3), t), "size": [2, 1, 3, 4], "align_corners": align},
        f"gradient{name}",
    )
suite("no images", theta=numbers((0, 2, 3)), size=[0, 3, 2, 2], expect=numbers((0, 2, 2, 2)))
suite("images of nothing", theta=maps, size=[2, 3, 0, 2], expect=numbers((2, 0, 2, 2)))
suite.fails("three sizes", "value", "size", ["3"], theta=maps, size=[2, 3, 4])
suite.fails("a negative size", "value", "size", ["-1"], theta=maps, size=[2, 3, -1, 4])
suite.fails("maps of volumes", "shape", "theta", ["[2, 3, 4]"], theta=deep, size=[2, 1, 4, 7])
suite.fails("too few maps", "shape", "theta", ["[3, 2, 3]"], theta=maps, size=[3, 1, 4, 7])
suite.fails("more than there is memory for", "out_of_memory", None, [], theta=maps, size=[2, 1, 2**30, 2**30])
suite.refuses(FLOATING, lambda t: {"theta": numbers((2, 2, 3), t), "size": [2, 1, 2, 2]}, "theta")
