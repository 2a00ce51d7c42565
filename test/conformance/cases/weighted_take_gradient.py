"""The gradient of torch.gather, weights and a sum, in float64."""

import numpy as np
from oracle import FLOATING, Array, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients
from oracle.sampling import places, put

suite = Suite("weighted_take_gradient", by_torch(put), lambda grad, indices, weights, size: dtype_of(grad, weights))


def given(dtype="float32", front=(2,), c=3, size=5, k=4, p=6, weight=None):
    return {
        "grad": numbers((*front, c, p), dtype),
        "indices": places((*front, k, p), size),
        "weights": numbers((*front, k, p), weight or dtype, 1),
        "size": size,
    }


suite.each(FLOATING, given)
suite("weights of another type", **given(weight="float64"))
suite("no axes in front", **given(front=()))
suite("many places", **given(p=700, size=11))
suite("no examples", **given(front=(0,)), expect=numbers((0, 3, 5)))
suite("no places", **given(p=0), expect=Array(np.zeros((2, 3, 5)), "float32"))
suite("no channels", **given(c=0), expect=numbers((2, 0, 5)))
one, ok = numbers((1, 2)), array([[0, 2]], "int64")
suite.fails("behind the last", "index", "indices", ["{2}"], grad=one, indices=ok, weights=one, size=2)
suite.fails("a negative size", "value", "size", ["-1"], grad=one, indices=ok, weights=one, size=-1)
suite.fails("one axis", "shape", "grad", ["[3]"], grad=numbers((3,)), indices=ok, weights=one, size=3)
suite.fails("other indices", "shape", "indices", [], grad=one, indices=array([0], "int64"), weights=one, size=3)
suite.fails("other weights", "shape", "weights", [], grad=one, indices=ok, weights=numbers((2, 1)), size=3)
suite.fails("other places", "shape", "grad", [], grad=numbers((1, 3)), indices=ok, weights=one, size=3)
suite.fails("more than there is memory for", "out_of_memory", None, [], grad=one, indices=ok, weights=one, size=2**45)
suite.refuses(FLOATING, lambda t: {**given(), "grad": numbers((2, 3, 6), t)}, "grad")
gradients(suite, put, given)
