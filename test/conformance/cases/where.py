"""numpy.where, in the promoted dtype of the two operands."""

import numpy as np
import torch
from oracle import ANY, Suite, array, dtype_of, extremes, numbers
from oracle.pytorch import gradients

suite = Suite(
    "where",
    lambda condition, x1, x2: np.where(condition, x1, x2),
    lambda condition, x1, x2: dtype_of(x1, x2),
    exact=True,
)
c = numbers((2, 3), "bool")
suite.each(ANY, lambda t: {"condition": c, "x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1)})
suite("broadcasting", condition=numbers((3, 1), "bool"), x1=numbers((2, 1, 1)), x2=numbers((4,), "float32", 1))
suite("a number first", condition=c, x1=1.5, x2=numbers((2, 3)))
suite("a number second", condition=c, x1=numbers((2, 3), "int32"), x2=0)
suite("promoted", condition=c, x1=numbers((2, 3), "int32"), x2=numbers((2, 3), "float16"))
suite("not numbers", condition=array([1, 0, 1, 0, 1, 0], "bool"), x1=extremes("float32"), x2=0.0)
suite("rank 0", condition=array(1, "bool"), x1=numbers(()), x2=numbers((), "float32", 1))
suite("empty", condition=numbers((0, 3), "bool"), x1=numbers((0, 3)), x2=1)
suite.fails("shapes", "shape", "x2", ["[2]"], condition=c, x1=numbers((2, 3)), x2=numbers((2,)))
suite.fails(
    "a condition that is not bool",
    "dtype",
    "condition",
    ["float32"],
    condition=numbers((2, 3)),
    x1=1,
    x2=numbers((2, 3)),
)
gradients(suite, torch.where, lambda t: {"condition": c, "x1": numbers((2, 3), t), "x2": numbers((3,), t, 1)})
