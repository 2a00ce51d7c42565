"""numpy.nan_to_num, with the ends of the dtype."""

import numpy as np
import torch
from oracle import *
from oracle.pytorch import gradients

ENDS = {"float16": 65504.0, "bfloat16": 255 / 128 * 2.0**127, "float32": float(np.finfo(np.float32).max)}


class Replaced(Suite):
    def __call__(self, name, /, **given):
        x, end = given["x"], ENDS.get(given["x"].dtype, float(np.finfo(np.float64).max))
        by = {"nan": 0.0, "posinf": None, "neginf": None} | {k: v for k, v in given.items() if k != "x"}
        by["posinf"] = end if by["posinf"] is None else by["posinf"]
        by["neginf"] = -end if by["neginf"] is None else by["neginf"]
        super().__call__(name, expect=Array(np.nan_to_num(x.values, **by), x.dtype), **given)


suite = Replaced("nan_to_num", exact=True)
suite.each(NUMERIC, lambda t: {"x": numbers((2, 3), t)})
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=extremes(dtype))
suite("numbers of one's own", x=extremes("float32"), nan=7.5, posinf=100, neginf=-200.5)
suite("one of them", x=extremes("float32"), posinf=3)
suite("nulls", x=extremes("float64"), nan=1, posinf=None, neginf=None)
suite("rank 0", x=array(np.nan))
suite("empty", x=numbers((2, 0)))
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(
    suite,
    lambda x, nan: torch.nan_to_num(x, nan, 1.0, 2.0),
    lambda t: {"x": array([np.nan, np.inf, -np.inf, 2, -3], t), "nan": 5.0},
)
gradients(
    suite,
    lambda x, nan: torch.nan_to_num(x, nan),
    lambda t: {"x": numbers((2, 3), t), "nan": 5.0},
    "gradient of numbers",
)
