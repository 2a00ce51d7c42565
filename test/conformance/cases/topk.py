"""A stable numpy.argsort of the negated elements; NaN counts as the largest."""

import numpy as np
from oracle import NUMERIC, Array, Suite, array, numbers


def order(x, axis, largest):
    ranked = np.vectorize(lambda v: (1, 0) if np.isnan(v) else (0, v), otypes=[object])(x)
    out = np.empty(x.shape, np.int64)
    for place in np.ndindex(*[n if i != axis else 1 for i, n in enumerate(x.shape)]):
        at = tuple(slice(None) if i == axis else p for i, p in enumerate(place))
        row = list(ranked[at])
        out[at] = sorted(
            range(len(row)),
            key=lambda i: tuple(-v if largest else v for v in (row[i][0], float(row[i][1]))),
        )
    return out


def reference(x, k, axis=-1, largest=True):
    axis %= x.ndim
    places = np.take(order(x, axis, largest), np.arange(k), axis)
    return np.take_along_axis(x, places, axis), places


class TopK(Suite):
    def __call__(self, name, /, **given):
        values, indices = reference(**{key: v.values if isinstance(v, Array) else v for key, v in given.items()})
        expected = {
            "record": {
                "values": Array(values, given["x"].dtype).record("exact"),
                "indices": Array(indices, "int64").record(),
            }
        }
        super().__call__(name, expect=expected, **given)


suite = TopK("topk", exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((2, 5), t), "k": 2})
suite("the smallest", x=numbers((2, 5)), k=3, largest=False)
suite("along the first axis", x=numbers((4, 2)), k=2, axis=0)
suite("all", x=numbers((4,)), k=4)
suite("none", x=numbers((4,)), k=0)
suite("equal elements", x=array([1, 3, 3, 2, 3]), k=2)
suite("equal elements, the smallest", x=array([1, 3, 1, 2, 1]), k=2, largest=False)
suite("nan is the largest", x=array([1, np.nan, np.inf]), k=2)
suite("nan is not the smallest", x=array([1, np.nan, -np.inf]), k=2, largest=False)
suite.fails("more than there are", "value", "k", ["5", "4"], x=numbers((4,)), k=5)
suite.fails("no such axis", "index", "axis", ["axis {1}"], x=numbers((4,)), k=1, axis=1)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t), "k": 1}, "x")
