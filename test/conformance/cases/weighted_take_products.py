"""The gradient of torch.gather, weights and a sum, with regard to the weights, in float64."""

import numpy as np
from oracle import FLOATING, Array, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients
from oracle.sampling import places, products

suite = Suite("weighted_take_products", by_torch(products), lambda grad, x, indices: dtype_of(grad, x))


def given(dtype="float32", front=(2,), c=3, size=5, k=4, p=6, other=None):
    return {
        "grad": numbers((*front, c, p), dtype),
        "x": numbers((*front, c, size), other or dtype, 1),
        "indices": places((*front, k, p), size),
    }


suite.each(FLOATING, given)
suite("another type", **given(other="float64"))
suite("no axes in front", **given(front=()))
suite("many places", **given(p=1300, size=11))
suite("no examples", **given(front=(0,)), expect=numbers((0, 4, 6)))
suite("no channels", **given(c=0), expect=Array(np.zeros((2, 4, 6)), "float32"))
one, x, ok = numbers((1, 2)), numbers((1, 3)), array([[0, 2]], "int64")
suite.fails("behind the last", "index", "indices", ["{2}"], grad=one, x=numbers((1, 2)), indices=ok)
suite.fails("one axis", "shape", "grad", ["[3]"], grad=numbers((3,)), x=x, indices=ok)
suite.fails("other axes of x", "shape", "x", ["[3]"], grad=one, x=numbers((3,)), indices=ok)
suite.fails("other channels", "shape", "x", ["[2, 3]"], grad=one, x=numbers((2, 3)), indices=ok)
suite.fails("other places", "shape", "grad", ["[1, 5]"], grad=numbers((1, 5)), x=x, indices=ok)
suite.fails("other indices", "shape", "indices", [], grad=one, x=x, indices=array([0], "int64"))
suite.refuses(FLOATING, lambda t: {**given(), "x": numbers((2, 3, 5), t)}, "x")
gradients(suite, products, given)
