"""torch.nn.functional.group_norm in float64."""

from oracle import FLOATING, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import group_norm


def reference(x, weight=None, bias=None, num_groups=1, eps=1e-5):
    return group_norm(x, num_groups, weight, bias, eps)


def full(dtype):
    return {
        "x": numbers((2, 4, 3), dtype),
        "weight": numbers((4,), dtype, 1),
        "bias": numbers((4,), dtype, 2),
        "num_groups": 2,
    }


suite = Suite("group_norm", by_torch(reference), lambda x, weight=None, bias=None, **_: dtype_of(x, weight, bias))
suite.each(FLOATING, full)
suite("one group", x=numbers((2, 4, 3)), num_groups=1)
suite("a group for each channel", x=numbers((2, 4, 3)), num_groups=4)
suite("images", x=numbers((2, 6, 3, 2)), weight=numbers((6,), "float32", 1), num_groups=3)
suite("two axes", x=numbers((3, 4)), bias=numbers((4,), "float32", 1), num_groups=2)
suite("eps", x=numbers((2, 4)), num_groups=2, eps=0.5)
suite("promoted", x=numbers((2, 4), "float16"), weight=numbers((4,), "bfloat16", 1), num_groups=2)
suite("rank 8", x=numbers((2, 4, 1, 2, 1, 1, 2, 1)), num_groups=2)
suite("longer than a lane", x=numbers((1, 2, 77)), num_groups=1)
suite("one element in each group", x=array([[1.5, -2.0]]), num_groups=2, expect=array([[0.0, 0.0]]))
suite("not numbers", x=array([[float("nan"), 1, float("inf"), 1, 3, 1]]), num_groups=3)
suite("no examples", x=numbers((0, 4, 3)), num_groups=2)
suite("of nothing", x=numbers((2, 4, 0)), num_groups=2, expect=numbers((2, 4, 0)))
suite.fails("groups of several sizes", "shape", "num_groups", ["3", "4"], x=numbers((2, 4)), num_groups=3)
suite.fails("no groups", "value", "num_groups", ["0"], x=numbers((2, 4)), num_groups=0)
suite.fails("one axis", "shape", "x", ["[4]"], x=numbers((4,)), num_groups=2)
for name in ["weight", "bias"]:
    suite.fails(
        f"another {name}", "shape", name, ["[3]", "[4]"], x=numbers((2, 4)), num_groups=2, **{name: numbers((3,))}
    )
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 4), t), "num_groups": 2}, "x")
gradients(suite, reference, full)
gradients(
    suite,
    lambda x, groups: group_norm(x, groups),
    lambda t: {"x": numbers((2, 4, 2), t), "num_groups": 2},
    "gradient, neither weight nor bias,",
)
