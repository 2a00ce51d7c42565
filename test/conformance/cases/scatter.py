"""The last one in row-major order stays, by a loop; indices from 0."""

import numpy as np
from oracle import ANY, INTEGER, Array, Suite, array, numbers
from oracle.pytorch import gradients
from oracle.scatter import scattered, scattered_in_torch

suite = Suite("scatter", scattered, lambda x, **_: x.dtype, exact=True)
at, again = array([[2, 0], [1, 0]], "int64"), array([[2, 2, 2, 0], [1, 0, 1, 0]], "int64")
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "indices": at, "values": numbers((2, 2), t, 1), "axis": 1})
suite.each(
    INTEGER,
    lambda t: {"x": numbers((3, 2)), "indices": array([[2, 0], [1, 1]], t), "values": numbers((2, 2), "float32", 1)},
    "indices of",
)
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "indices": at, "values": 1, "axis": 1}, "a whole number in")
suite("a fraction", x=numbers((2, 3)), indices=at, values=2.5, axis=-1)
suite("a large number", x=numbers((2, 3), "int64"), indices=at, values=2**53, axis=-1)
suite("other elements", x=numbers((2, 3), "float64"), indices=at, values=numbers((2, 2), "int16"), axis=1)
suite("several to one place", x=numbers((2, 3)), indices=again, values=numbers((2, 4), "float32", 1), axis=1)
suite("values that repeat", x=numbers((2, 3)), indices=at, values=numbers((2, 1), "float32", 1), axis=1)
suite("one value", x=numbers((2, 3)), indices=at, values=numbers((1, 1), "float32", 1), axis=1)
suite(
    "shorter along the other axes",
    x=numbers((4, 3, 5)),
    indices=array([[[2, 0], [1, 1]]], "int64"),
    values=numbers((1, 2, 2), "float32", 1),
    axis=1,
)
suite("no indices", x=numbers((2, 3)), indices=array(np.zeros((2, 0)), "int64"), values=numbers((2, 0)), axis=1)
suite("an empty tensor", x=numbers((0, 3)), indices=array(np.zeros((0, 2)), "int64"), values=1.5, axis=1)
suite(
    "rank 8",
    x=numbers((1, 2, 1, 3, 2, 1, 1, 2)),
    indices=array(np.ones((1, 2, 1, 1, 2, 1, 1, 1)), "int64"),
    values=9,
    axis=3,
)
suite("not numbers", x=numbers((4,)), indices=array([0, 2, 3], "int64"), values=array([np.nan, -np.inf, -0.0]))
long = Array(np.arange(3 * 700).reshape(3, 700) % 3, "int64")
suite("longer than a tile", x=numbers((3, 700)), indices=long, values=numbers((3, 700), "float32", 1))
for name, indices, mentions in [
    ("behind the last", [[0, 3]], ["{3}", "[{0}, {1}]"]),
    ("before the first", [[-1, 0]], []),
]:
    suite.fails(
        name, "index", "indices", mentions, x=numbers((2, 3)), indices=array(indices, "int64"), values=1, axis=1
    )
suite.fails("no place at all", "index", "indices", ["none"], x=numbers((0,)), indices=array([0], "int64"), values=1)
suite.fails(
    "another number of axes", "shape", "indices", ["[2]"], x=numbers((2, 3)), indices=array([0, 1], "int64"), values=1
)
suite.fails(
    "values that do not fit",
    "shape",
    "values",
    ["[2, 3]", "[2, 2]"],
    x=numbers((2, 3)),
    indices=at,
    values=numbers((2, 3)),
    axis=1,
)
suite.fails(
    "values of rank 0", "shape", "values", ["[2, 2]"], x=numbers((2, 3)), indices=at, values=numbers(()), axis=1
)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), indices=at, values=1, axis=2)
suite.refuses(INTEGER, lambda t: {"x": numbers((3,)), "indices": array([1, 0], t), "values": 1}, "indices")
gradients(
    suite,
    scattered_in_torch,
    lambda t: {"x": numbers((2, 3), t), "indices": at, "values": numbers((2, 2), t, 1), "axis": 1},
)
gradients(
    suite,
    scattered_in_torch,
    lambda t: {"x": numbers((3, 3), t), "indices": again, "values": numbers((1, 4), t, 1), "axis": 1},
    "gradient, several to one place,",
)
