"""torch.nn.functional.rms_norm in float64."""

import numpy as np
from oracle import FLOATING, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import rms_norm


def reference(x, weight=None, normalized_shape=(), eps=None):
    sizes = [normalized_shape] if isinstance(normalized_shape, int) else list(normalized_shape)
    return rms_norm(x, sizes, weight, eps)


def full(dtype):
    return {"x": numbers((2, 3, 4), dtype), "weight": numbers((3, 4), dtype, 1), "normalized_shape": [3, 4]}


suite = Suite("rms_norm", by_torch(reference), lambda x, weight=None, **_: dtype_of(x, weight))
suite.each(FLOATING, full)
suite("the last axis alone", x=numbers((2, 3, 4)), normalized_shape=[4])
suite("one size", x=numbers((2, 4)), normalized_shape=4)
suite("eps", x=numbers((2, 4)), normalized_shape=[4], eps=0.5)
suite("null for eps", x=numbers((2, 4)), normalized_shape=[4], eps=None)
suite("promoted", x=numbers((2, 4), "float16"), weight=numbers((4,), "bfloat16", 1), normalized_shape=[4])
suite("rank 8", x=numbers((2, 1, 2, 1, 1, 2, 1, 2)), normalized_shape=[2, 1, 2])
suite("longer than a lane", x=numbers((3, 77)), normalized_shape=[77])
suite("zeros", x=array([[0, 0]]), normalized_shape=[2])
for dtype in FLOATING:
    machine = np.finfo(np.float64 if dtype == "float64" else np.float32).eps
    root = float(np.sqrt(machine))
    small = array([[root, -root / 2]], dtype)
    by_default = array(small.values / np.sqrt((small.values**2).mean() + machine), dtype)
    suite(f"the eps of {dtype}", x=small, normalized_shape=[2], expect=by_default)
suite("not numbers", x=array([[np.nan, 1], [np.inf, 1], [2, 1]]), normalized_shape=[2])
suite("no examples", x=numbers((0, 3)), normalized_shape=[3])
suite("of nothing", x=numbers((2, 0)), normalized_shape=[0])
suite.fails("other sizes", "shape", "normalized_shape", ["[3]", "[2, 4]"], x=numbers((2, 4)), normalized_shape=[3])
suite.fails("no sizes", "shape", "normalized_shape", ["[]"], x=numbers((2, 4)), normalized_shape=[])
suite.fails(
    "another weight",
    "shape",
    "weight",
    ["[3]", "[4]"],
    x=numbers((2, 4)),
    weight=numbers((3,)),
    normalized_shape=[4],
)
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 4), t), "normalized_shape": [4]}, "x")
gradients(suite, reference, full)
gradients(
    suite,
    lambda x, sizes, eps: rms_norm(x, sizes, None, eps),
    lambda t: {"x": numbers((3, 4), t), "normalized_shape": [4], "eps": 0.25},
    "gradient, no weight,",
)
