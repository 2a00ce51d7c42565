"""torch.nn.functional.softmin in float64; integers give float32."""

import numpy as np
import torch
from oracle import NUMERIC, Suite, array, numbers
from oracle.families import floating
from oracle.pytorch import by_torch, gradients

suite = Suite(
    "softmin", by_torch(lambda x, axis=-1: torch.nn.functional.softmin(x.double(), axis)), lambda x, **_: floating(x)
)
suite.each(NUMERIC, lambda t: {"x": numbers((3, 4), t)})
suite("first axis", x=numbers((3, 4)), axis=0)
suite("middle axis", x=numbers((2, 3, 4)), axis=1)
suite("last axis by a negative number", x=numbers((2, 3, 4)), axis=-1)
suite("large elements", x=array([[1000, 1001, 1002], [-1000, -1001, -1002]]))
suite("longer than a vector", x=numbers((2, 45)))
suite("infinity", x=array([[np.inf, 0, 1]]))
suite("nan", x=array([[np.nan, 0, 1]]))
suite("of nothing", x=numbers((2, 0)), expect=numbers((2, 0)))
suite("rank 8", x=numbers((1, 2, 1, 1, 3, 1, 1, 2)), axis=4)
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=numbers((2, 3)), axis=2)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
gradients(suite, torch.nn.functional.softmin, lambda t: {"x": numbers((2, 3, 4), t), "axis": 1})
