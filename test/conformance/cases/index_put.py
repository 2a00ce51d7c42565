"""NumPy's assignment to arrays of integers, one for each of the first axes, written in order; sums by numpy.add.at."""

import numpy as np
from oracle import ANY, INTEGER, NUMERIC, Suite, array, call, numbers, put, var
from oracle.pytorch import gradients


def at_places(indices):
    return tuple(indices[..., k] for k in range(indices.shape[-1]))


def reference(x, indices, values, accumulate=False):
    out, where = x.copy(), at_places(indices)
    parts = np.broadcast_to(values, out[where].shape)
    if accumulate:
        np.add.at(out, where, parts)
        return out
    for place in np.ndindex(indices.shape[:-1]):
        out[tuple(indices[place])] = parts[place]
    return out


def in_torch(x, indices, values, accumulate=False):
    """What a place gets last is what counts, for gradients too."""
    if accumulate:
        return x.index_put(at_places(indices), values, accumulate=True)
    rows = indices.reshape(-1, indices.shape[-1])
    parts = values.broadcast_to(indices.shape[:-1] + x.shape[indices.shape[-1] :])
    parts = parts.reshape(len(rows), *x.shape[indices.shape[-1] :])
    last = sorted({tuple(row.tolist()): i for i, row in enumerate(rows)}.values())
    return x.index_put(at_places(rows[last]), parts[last])


rows = array([[2], [0], [2]], "int64")
pairs = array([[[2, 0], [0, 1]], [[1, 1], [2, 0]]], "int64")


def cases(suite):
    suite.each(ANY, lambda t: {"x": numbers((3, 2), t), "indices": rows, "values": numbers((3, 2), t, 1)})
    suite.tolerance = "table"  # several sums are rounded in between
    suite.each(
        NUMERIC,
        lambda t: {"x": numbers((3, 2), t), "indices": rows, "values": numbers((3, 2), t, 1), "accumulate": True},
        "sums of",
    )
    suite("wide rows", x=numbers((3, 700)), indices=rows, values=numbers((3, 700), "float32", 1), accumulate=True)
    suite.tolerance = "exact"
    suite.fails(
        "behind the last",
        "index",
        "indices",
        ["place [{1}]", "3 elements"],
        x=numbers((3, 2)),
        indices=array([[0], [3]], "int64"),
        values=numbers((2,)),
    )
    suite.fails(
        "values that do not fit",
        "shape",
        "values",
        ["[3]", "[3, 2]"],
        x=numbers((3, 2)),
        indices=rows,
        values=numbers((3,)),
    )
    gradients(
        suite,
        in_torch,
        lambda t: {"x": numbers((3, 2), t), "indices": rows, "values": numbers((3, 2), t, 1)},
    )
    gradients(
        suite,
        in_torch,
        lambda t: {"x": numbers((3, 2), t), "indices": pairs, "values": numbers((2,), t, 1), "accumulate": True},
        "gradient, sums,",
    )


suite = Suite("index_put", reference, lambda x, **_: x.dtype, exact=True)
cases(suite)
suite.each(
    INTEGER, lambda t: {"x": numbers((3, 2)), "indices": array([[2], [0]], t), "values": numbers((2,))}, "indices of"
)
suite("truths joined", x=numbers((3, 2), "bool"), indices=rows, values=numbers((3, 2), "bool", 1), accumulate=True)
suite("places in two axes", x=numbers((3, 2)), indices=pairs, values=numbers((2, 2), "float32", 1))
suite("values that broadcast", x=numbers((3, 2, 2)), indices=pairs, values=numbers((2, 1, 2), "float32", 1))
suite("one value for all", x=numbers((3, 2)), indices=pairs, values=array(7))
suite("values of another dtype", x=numbers((3, 2), "int32"), indices=rows, values=array([[1.9, -1.9]]))
suite("no places", x=numbers((3, 2)), indices=array(np.zeros((0, 1)), "int64"), values=numbers((1, 2)))
suite.fails(
    "more positions than axes",
    "shape",
    "indices",
    ["[1, 2]"],
    x=numbers((3,)),
    indices=array([[0, 0]], "int64"),
    values=numbers((1,)),
)
suite.refuses(
    INTEGER, lambda t: {"x": numbers((3, 2)), "indices": array([[1], [0]], t), "values": numbers((2,))}, "indices"
)

overwrite = Suite("index_put_", reference, lambda x, **_: x.dtype, exact=True)
cases(overwrite)
view = overwrite.script("a view of x sees it")
view.let("x", numbers((2, 3)))
view.let("row", call("reshape", x=var("x"), shape=[6]))
view.do(call("index_put_", x=var("row"), indices=array([[1], [4]], "int64"), values=array([7, 8])))
written = numbers((2, 3)).values.copy()
written.reshape(-1)[[1, 4]] = [7, 8]
view.expect(var("x"), array(written))
leaf = overwrite.script("a leaf that wants a gradient")
leaf.let("x", numbers((3,)))
leaf.do(put("Tensor.requires_grad", var("x"), True))
leaf.fails(call("index_put_", x=var("x"), indices=array([[1]], "int64"), values=array([7])), "gradient")
