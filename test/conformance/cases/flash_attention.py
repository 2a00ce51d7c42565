"""torch.nn.functional.scaled_dot_product_attention and torch.logsumexp of the scores, in float64."""

import numpy as np
from oracle import Array, Suite, array, numbers
from oracle.attention import WIDE, blocks
from oracle.pytorch import by_torch, gradients


class Blocks(Suite):
    def __call__(self, name, /, **given):
        found = by_torch(blocks)(**given)
        parts = {key: Array(x, self.result_dtype(given)).record("table") for key, x in zip(["out", "logsumexp"], found)}
        super().__call__(name, expect={"record": parts}, **given)


def operands(t="float32", heads=(2,), shared=(2,), length=3, keys=4):
    return {
        "query": numbers((*heads, length, 2), t),
        "key": numbers((*shared, keys, 2), t, 1),
        "value": numbers((*shared, keys, 3), t, 2),
    }


suite = Blocks("flash_attention")
suite.each(WIDE, operands)
suite("one matrix", **operands(heads=(), shared=()))
suite("heads that share keys", **operands(heads=(2, 4), shared=(2, 2)))
suite(
    "heads that share keys, all masks",
    **operands(heads=(2, 4), shared=(2, 2)),
    mask=numbers((2, 4, 3, 4)),
    is_causal=True,
)
suite("more than blocks of shared keys", **operands(heads=(6,), shared=(2,), length=50, keys=270), is_causal=True)
suite("a scale", **operands(), scale=0.5)
excluded = array([[0, -np.inf, 0, 1], [-np.inf] * 4, [0, 0, 0, 0]])
suite("a query that sees nothing", **operands(), mask=excluded)
suite("null for the mask", **operands(), mask=None, scale=None)
suite("no queries", **operands(length=0))
suite.fails("keys of another size", "shape", "key", ["[2, 4, 3]"], **{**operands(), "key": numbers((2, 4, 3))})
suite.fails("heads that do not divide", "shape", "key", ["[3, 4, 2]"], **{**operands(), "key": numbers((3, 4, 2))})
suite.fails("too few values", "shape", "value", ["[2, 3, 3]"], **{**operands(), "value": numbers((2, 3, 3))})
suite.fails("a mask that does not broadcast", "shape", "mask", ["[2, 4]"], **operands(), mask=numbers((2, 4)))
suite.fails("one axis", "shape", "query", ["[2]"], **{**operands(), "query": numbers((2,))})
suite.fails("half precision", "dtype", "query", ["float16"], **operands("float16"))
suite.refuses([*WIDE, "float16", "bfloat16"], operands, "query")
gradients(suite, blocks, operands, dtypes=WIDE)
gradients(
    suite,
    blocks,
    lambda t: {**operands(t, (4,), (2,)), "mask": numbers((4, 1, 4), t, 3), "is_causal": True, "scale": 0.3},
    "gradient, heads that share keys,",
    dtypes=WIDE,
)
