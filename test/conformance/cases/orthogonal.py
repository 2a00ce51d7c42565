"""The orthogonal factor of numpy.linalg.qr of Philox's normal numbers, with signs that make the other's diagonal positive."""

import numpy as np
from oracle import *


def factor(stream, shape):
    matrix = stream.normals(int(np.prod(shape)), "float64").reshape(shape[0], -1)
    wide = matrix.shape[0] < matrix.shape[1]
    q, r = np.linalg.qr(matrix.T if wide else matrix)
    q = q * np.sign(np.diag(r))
    return (q.T if wide else q).reshape(shape)


suite = Suite(
    "orthogonal",
    lambda shape, dtype="float32", generator=None: factor(Stream(0), shape),
    lambda dtype="float32", **_: dtype,
)
suite("square", shape=[4, 4])
suite.each(FLOATING, lambda t: {"shape": [3, 5], "dtype": t})
suite("tall", shape=[17, 3])
suite("more axes", shape=[4, 2, 3, 1])
suite("one row", shape=[1, 7])
suite("one element", shape=[1, 1])
suite("null for the context's generator", shape=[2, 2], generator=None)
for shape in [(0, 3), (3, 0)]:
    suite(f"empty, {shape[0]} rows", shape=list(shape), expect=array(np.empty(shape)))
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for shape in [(2, 3), (3, 3)]:
    own.expect(call("orthogonal", shape=list(shape), generator=var("g")), array(factor(stream, shape)))
suite.fails("integers", "dtype", "dtype", ["int32"], shape=[2, 2], dtype="int32")
suite.fails("one axis", "shape", "shape", ["[3]"], shape=[3])
suite.fails("rank 0", "shape", "shape", ["[]"], shape=[])
suite.fails("a negative size", "shape", None, ["-1"], shape=[2, -1])
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15])
