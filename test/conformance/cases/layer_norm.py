"""torch.nn.functional.layer_norm in float64."""

from oracle import FLOATING, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import layer_norm


def reference(x, weight=None, bias=None, normalized_shape=(), eps=1e-5):
    sizes = [normalized_shape] if isinstance(normalized_shape, int) else list(normalized_shape)
    return layer_norm(x, sizes, weight, bias, eps)


def full(dtype, normalized_shape=(3, 4), shape=(2, 3, 4)):
    return {
        "x": numbers(shape, dtype),
        "weight": numbers(normalized_shape, dtype, 1),
        "bias": numbers(normalized_shape, dtype, 2),
        "normalized_shape": list(normalized_shape),
    }


suite = Suite("layer_norm", by_torch(reference), lambda x, weight=None, bias=None, **_: dtype_of(x, weight, bias))
suite.each(FLOATING, full)
suite("the last axis alone", x=numbers((2, 3, 4)), normalized_shape=[4])
suite("one size", x=numbers((2, 4)), normalized_shape=4)
suite("all axes", x=numbers((3, 4)), normalized_shape=[3, 4])
suite("weight alone", x=numbers((2, 4)), weight=numbers((4,), "float32", 1), normalized_shape=[4])
suite("bias alone", x=numbers((2, 4)), bias=numbers((4,), "float32", 1), normalized_shape=[4])
suite("eps", x=numbers((2, 4)), normalized_shape=[4], eps=0.5)
suite("promoted", x=numbers((2, 4), "float16"), weight=numbers((4,), "bfloat16", 1), normalized_shape=[4])
suite("a wider bias", x=numbers((2, 4)), bias=numbers((4,), "float64", 1), normalized_shape=[4])
suite("rank 8", x=numbers((2, 1, 2, 1, 1, 2, 1, 2)), normalized_shape=[2, 1, 2])
suite("longer than a lane", x=numbers((3, 77)), normalized_shape=[77])
suite("one element", x=numbers((3, 1)), normalized_shape=[1])
suite("equal elements", x=array([[3, 3, 3], [0, 0, 0]]), normalized_shape=[3])
suite("far from zero", x=array([[101, 102, 104]], "float64"), normalized_shape=[3])
suite("not numbers", x=array([[float("nan"), 1], [float("inf"), 1], [2, 1]]), normalized_shape=[2])
suite("no examples", x=numbers((0, 3)), normalized_shape=[3])
suite("of nothing", x=numbers((2, 0)), normalized_shape=[0])
suite.fails("other sizes", "shape", "normalized_shape", ["[3]", "[2, 4]"], x=numbers((2, 4)), normalized_shape=[3])
suite.fails("no sizes", "shape", "normalized_shape", ["[]"], x=numbers((2, 4)), normalized_shape=[])
suite.fails("too many sizes", "shape", "normalized_shape", ["[2, 4]"], x=numbers((4,)), normalized_shape=[2, 4])
for name in ["weight", "bias"]:
    suite.fails(
        f"another {name}",
        "shape",
        name,
        ["[3]", "[4]"],
        x=numbers((2, 4)),
        normalized_shape=[4],
        **{name: numbers((3,))},
    )
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 4), t), "normalized_shape": [4]}, "x")
gradients(suite, reference, full)
gradients(
    suite,
    lambda x, sizes: layer_norm(x, sizes),
    lambda t: {"x": numbers((3, 4), t), "normalized_shape": [4]},
    "gradient, neither weight nor bias,",
)
