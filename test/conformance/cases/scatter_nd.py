"""A loop over the rows of indices, as ONNX describes ScatterND."""

import numpy as np
import torch
from oracle import INTEGER, NUMERIC, Suite, array, numbers, positive
from oracle.pytorch import gradients
from oracle.scatter import copied, copied_in_torch

HOW = {"none": None, "sum": "sum", "prod": "prod", "amax": "amax", "amin": "amin"}


def flat(x, indices, values, reduction, copy):
    """Rows of indices as one index along the axes that they speak of, merged."""
    sizes = x.shape[: indices.shape[-1]]
    rows = np.asarray(indices).astype(np.int64).reshape(-1, len(sizes))
    at = np.array([np.ravel_multi_index(row, sizes) for row in rows], np.int64)
    rest = x.shape[len(sizes) :]
    lines = x.reshape(int(np.prod(sizes)), *rest)
    at = at if copy is copied else torch.tensor(at)
    return copy(lines, at, values.reshape(len(at), *rest), 0, HOW[reduction]).reshape(x.shape)


def reference(x, indices, values, reduction="none"):
    return flat(x, indices, values, reduction, copied)


def in_torch(x, indices, values, reduction="none"):
    return flat(x, indices, values, reduction, copied_in_torch)


suite = Suite("scatter_nd", reference, lambda x, **_: x.dtype)
at = array([[1, 2], [0, 0], [1, 2]], "int64")
for how in HOW:
    suite.each(
        NUMERIC,
        lambda t, how=how: {"x": numbers((2, 3), t), "indices": at, "values": numbers((3,), t, 1), "reduction": how},
        f"{how},",
    )
    suite(f"{how}, slices", x=numbers((2, 3, 2)), indices=at, values=numbers((3, 2), "float32", 1), reduction=how)
    gradients(
        suite,
        in_torch,
        lambda t, how=how: {"x": numbers((2, 3), t), "indices": at, "values": positive((3,), t, 1), "reduction": how},
        f"gradient, {how},",
    )
suite("rows", x=numbers((2, 3)), indices=array([[1], [0]], "int32"), values=numbers((2, 3), "float32", 1))
suite("one row of indices", x=numbers((2, 3)), indices=array([1, 2], "int64"), values=array(7))
suite(
    "more axes of rows",
    x=numbers((2, 3)),
    indices=array([[[1, 2], [0, 0]]], "int64"),
    values=numbers((1, 2), "float32", 1),
)
suite("no indices", x=numbers((2, 3)), indices=array(np.zeros((0, 2)), "int64"), values=numbers((0,)))
suite("other elements", x=numbers((2, 3)), indices=at, values=numbers((3,), "int8"))
given = {"x": numbers((2, 3)), "values": numbers((1,))}
suite.fails("behind the last", "index", "indices", ["{3}", "axis {1}"], **given, indices=array([[1, 3]], "int64"))
suite.fails(
    "more indices than axes", "shape", "indices", ["[1, 3]", "1 to 2"], **given, indices=array([[0, 0, 0]], "int64")
)
suite.fails(
    "values that do not fit", "shape", "values", ["[2]", "[3]"], x=numbers((2, 3)), indices=at, values=numbers((2,))
)
suite.fails(
    "no such reduction",
    "value",
    "reduction",
    ["mean"],
    **given,
    indices=array([[1, 2]], "int64"),
    reduction="mean",
    options={"typed": False},
)
suite.refuses(INTEGER, lambda t: {**given, "indices": array([[1, 0]], t)}, "indices")
