"""torch.nn.functional.local_response_norm in float64."""

from oracle import FLOATING, Suite, array, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import local_response_norm

suite = Suite("local_response_norm", by_torch(local_response_norm), lambda x, **_: x.dtype)
suite.reference = by_torch(lambda x, size, alpha=1e-4, beta=0.75, k=1.0: local_response_norm(x, size, alpha, beta, k))
suite.each(FLOATING, lambda t: {"x": numbers((2, 5, 3), t), "size": 3, "alpha": 0.5})
for size in [1, 2, 3, 4, 5, 6, 11]:
    suite(f"size {size}", x=numbers((2, 5, 3)), size=size, alpha=2.0)
suite("beta", x=numbers((2, 5, 3)), size=3, alpha=0.5, beta=2.0)
suite("k", x=numbers((2, 5, 3)), size=3, k=2.5)
suite("images", x=numbers((2, 5, 3, 2)), size=3, alpha=0.5)
suite("one channel", x=numbers((2, 1, 3)), size=4, alpha=0.5)
suite("rank 8", x=numbers((2, 3, 2, 1, 1, 2, 1, 2)), size=2, alpha=0.5)
suite("not numbers", x=array([[[float("nan"), 1], [float("inf"), 1], [3, 1]]]), size=2, alpha=0.5)
suite("no examples", x=numbers((0, 3, 4)), size=2)
suite("no elements", x=numbers((2, 3, 0)), size=2, expect=numbers((2, 3, 0)))
suite("no channels", x=numbers((2, 0, 3)), size=2, expect=numbers((2, 0, 3)))
suite.fails("no neighbours", "value", "size", ["0"], x=numbers((2, 3, 4)), size=0)
suite.fails("two axes", "shape", "x", ["[2, 3]"], x=numbers((2, 3)), size=2)
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 3, 4), t), "size": 2}, "x")
gradients(
    suite,
    local_response_norm,
    lambda t: {"x": numbers((2, 4, 2), t), "size": 3, "alpha": 0.5, "beta": 0.75, "k": 2.0},
)
