"""torch.nn.functional.instance_norm in float64, without running statistics."""

from oracle import FLOATING, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import instance_norm


def reference(x, weight=None, bias=None, eps=1e-5):
    return instance_norm(x, weight=weight, bias=bias, eps=eps)


def full(dtype):
    return {"x": numbers((2, 3, 4), dtype), "weight": numbers((3,), dtype, 1), "bias": numbers((3,), dtype, 2)}


suite = Suite("instance_norm", by_torch(reference), lambda x, weight=None, bias=None, **_: dtype_of(x, weight, bias))
suite.each(FLOATING, full)
suite("neither weight nor bias", x=numbers((2, 3, 4)))
suite("images", x=numbers((2, 3, 2, 4)), weight=numbers((3,), "float32", 1))
suite("volumes", x=numbers((1, 2, 3, 2, 2)), bias=numbers((2,), "float32", 1))
suite("eps", x=numbers((2, 3, 4)), eps=0.5)
suite("promoted", x=numbers((2, 3, 4), "float16"), bias=numbers((3,), "bfloat16", 1))
suite("rank 8", x=numbers((2, 2, 1, 2, 1, 1, 2, 1)))
suite("longer than a lane", x=numbers((1, 2, 77)))
suite("not numbers", x=array([[[float("nan"), 1], [float("inf"), 1], [3, 1]]]))
suite("no examples", x=numbers((0, 3, 4)), expect=numbers((0, 3, 4)))
suite("of nothing", x=numbers((2, 3, 0)), expect=numbers((2, 3, 0)))
suite.fails("one element in each channel", "value", "x", ["[2, 3, 1]"], x=numbers((2, 3, 1)))
suite.fails("two axes", "shape", "x", ["[2, 3]"], x=numbers((2, 3)))
for name in ["weight", "bias"]:
    suite.fails(f"another {name}", "shape", name, ["[2]", "[3]"], x=numbers((2, 3, 4)), **{name: numbers((2,))})
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 3, 4), t)}, "x")
gradients(suite, reference, full)
gradients(suite, reference, lambda t: {"x": numbers((2, 2, 3), t)}, "gradient, neither weight nor bias,")
