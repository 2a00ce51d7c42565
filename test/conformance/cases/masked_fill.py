"""numpy.where; the dtype is promoted."""

import numpy as np
import torch
from oracle import ANY, Suite, array, dtype_of, numbers
from oracle.pytorch import gradients

suite = Suite(
    "masked_fill",
    lambda x, mask, value: np.where(mask, value, x),
    lambda x, mask, value: dtype_of(x, value),
    exact=True,
)
mask = numbers((2, 3), "bool")
suite.each(ANY, lambda t: {"x": numbers((2, 3), t), "mask": mask, "value": numbers((), t, 1)})
suite("a number", x=numbers((2, 3)), mask=mask, value=-np.inf)
suite("a whole number", x=numbers((2, 3), "float16"), mask=mask, value=7)
suite("a fraction among integers", x=numbers((2, 3), "int32"), mask=mask, value=2.5)
suite("broadcasting", x=numbers((3, 1)), mask=numbers((2, 1, 4), "bool"), value=numbers((4,), "float32", 1))
suite("rank 0", x=numbers(()), mask=array(True, "bool"), value=1.5)
suite("empty", x=numbers((0, 3)), mask=numbers((3,), "bool"), value=1.5)
suite("not numbers", x=array([np.nan, 1, np.inf]), mask=array([False, True, True], "bool"), value=0)
suite.fails("shapes", "shape", "mask", ["[2, 3]", "[2]"], x=numbers((2, 3)), mask=numbers((2,), "bool"), value=1)
suite.fails("a mask of numbers", "dtype", "mask", ["int8"], x=numbers((2,)), mask=numbers((2,), "int8"), value=1)
gradients(
    suite,
    lambda x, mask, value: torch.where(mask, value, x),
    lambda t: {"x": numbers((2, 3), t), "mask": mask, "value": numbers((), t, 1)},
)
