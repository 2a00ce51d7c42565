"""The gradients of attention by their formulas in PyTorch, in float64, and their own by its autograd."""

import numpy as np
from oracle import Array, Suite, array, numbers
from oracle.attention import WIDE, blocks, gradient
from oracle.pytorch import by_torch, gradients, plain, tensor

NAMES = ["grad_query", "grad_key", "grad_value", "grad_mask"]


class Gradients(Suite):
    def __call__(self, name, /, **given):
        found = by_torch(gradient)(**given)
        parts = {key: Array(x, given["query"].dtype).record("table") for key, x in zip(NAMES, found)}
        super().__call__(name, expect={"record": parts}, **given)


def operands(t="float32", heads=(2,), shared=(2,), length=3, keys=4, mask=None, is_causal=False, scale=None):
    made = {
        "query": numbers((*heads, length, 2), t),
        "key": numbers((*shared, keys, 2), t, 1),
        "value": numbers((*shared, keys, 3), t, 2),
    }
    more = {} if mask is None else {"mask": mask}
    more |= {"is_causal": is_causal} if is_causal else {}
    more |= {"scale": scale} if scale is not None else {}
    out, sums = blocks(*[tensor(x) for x in made.values()], tensor(mask), is_causal, scale)
    grad = numbers((*heads, length, 3), t, 3)
    return {"grad": grad, **made, "out": Array(plain(out), t), "logsumexp": Array(plain(sums), t), **more}


suite = Gradients("scaled_dot_product_attention_gradient")
suite.each(WIDE, operands)
suite("one matrix", **operands(heads=(), shared=()))
suite("causal", **operands(is_causal=True))
suite("a scale", **operands(scale=0.5))
suite("a mask", **operands(mask=numbers((3, 4))))
suite("heads that share keys", **operands(heads=(2, 4), shared=(2, 2), is_causal=True))
suite("of a mask", **operands(mask=numbers((2, 3, 4))), mask_gradient=True)
suite("of a mask that repeats", **operands(heads=(2, 4), shared=(2, 2), mask=numbers((4, 1, 4))), mask_gradient=True)
suite("of a mask of one column", **operands(heads=(2, 2), shared=(2, 2), mask=numbers((3, 1))), mask_gradient=True)
suite("of no mask", **operands(), mask=None, mask_gradient=True)
excluded = array([[0, -np.inf, 0, 1], [-np.inf] * 4, [0, 0, 0, 0]])
suite("a query that sees nothing", **operands(mask=excluded))
suite("of the sums", **operands(), grad_logsumexp=numbers((2, 3), seed=4))
suite("longer than blocks", **operands(length=70, keys=300, is_causal=True))
suite("no queries", **operands(length=0))
suite.fails("another gradient", "shape", "grad", ["[2, 3, 2]"], **{**operands(), "grad": numbers((2, 3, 2))})
suite.fails("another result", "shape", "out", ["[2, 3, 2]"], **{**operands(), "out": numbers((2, 3, 2))})
suite.fails("other sums", "shape", "logsumexp", ["[2, 2]"], **{**operands(), "logsumexp": numbers((2, 2))})
suite.fails("half precision", "dtype", "grad", ["float16"], **operands("float16"))
suite.refuses([*WIDE, "float16", "bfloat16"], lambda t: {**operands(), "query": numbers((2, 3, 2), t)}, "query")


def twice(grad, query, key, value, out, logsumexp, *rest):
    return gradient(grad, query, key, value, out, logsumexp, *rest)


gradients(suite, twice, operands, dtypes=WIDE)
gradients(
    suite,
    twice,
    lambda t: {
        **operands(t, (4,), (2,), mask=numbers((1, 3, 4), t, 5)),
        "grad_logsumexp": numbers((4, 3), t, 6),
        "is_causal": True,
        "scale": 0.3,
        "mask_gradient": True,
    },
    "gradient, all that there is,",
    dtypes=WIDE,
)
