"""Normal numbers of Philox, and zeros where numpy.argsort puts the first of a random order of each column."""

import math

import numpy as np
from oracle import *
from oracle.initializers import every_dtype, of_parameter, own_generator


def sparse(stream, shape, sparsity, std=0.01, dtype="float32"):
    values = std * stream.normals(int(np.prod(shape)), dtype).reshape(shape)
    keys = stream.fractions(int(np.prod(shape)), "float64").reshape(shape)
    place = np.argsort(np.argsort(keys, 0), 0)
    return np.where(place < math.ceil(sparsity * shape[0]), 0, values)


suite = Suite(
    "sparse_",
    lambda x, sparsity, std=0.01, dtype="float32", generator=None: sparse(Stream(0), x.shape, sparsity, std, dtype),
)
every_dtype(suite, (7, 3), sparsity=0.5)
suite("another deviation", x=numbers((4, 3)), sparsity=0.25, std=2.0)
suite("whole numbers", x=numbers((4, 3)), sparsity=0, std=1)
suite("all zeros", x=numbers((4, 3)), sparsity=1.0)
suite("empty", x=numbers((0, 3)), sparsity=0.5, expect=numbers((0, 3)))
of_parameter(suite, lambda stream: sparse(stream, (2, 3), 0.5), sparsity=0.5)
own_generator(suite, lambda stream: sparse(stream, (4, 3), 0.5), (4, 3), sparsity=0.5)
suite.fails("less than nothing", "value", "sparsity", ["-0.5"], x=numbers((2, 2)), sparsity=-0.5)
suite.fails("more than all", "value", "sparsity", ["1.5"], x=numbers((2, 2)), sparsity=1.5)
suite.fails("a negative deviation", "value", "std", ["-1"], x=numbers((2, 2)), sparsity=0.5, std=-1.0)
suite.fails("a vector", "shape", "x", ["[3]"], x=numbers((3,)), sparsity=0.5)
suite.fails("three axes", "shape", "x", ["[2, 2, 2]"], x=numbers((2, 2, 2)), sparsity=0.5)
