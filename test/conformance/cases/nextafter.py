"""numpy.nextafter in the dtype of the result; in bfloat16 by its bits."""

import numpy as np
import torch
from oracle import *
from oracle.dtypes import bfloat16_bits
from oracle.families import floating_of
from oracle.pytorch import gradients


def in_bfloat16(x1, x2):
    def rising(x):  # bits that count as the numbers do
        bits = bfloat16_bits(x).astype(np.int64)
        return np.where(bits >= 0x8000, 0x8000 - bits, bits)

    x1, x2 = np.broadcast_arrays(x1, x2)
    a, b = rising(x1), rising(x2)
    step = a + np.sign(b - a)
    bits = np.where(step < 0, 0x8000 - step, step).astype("<u4")
    bits = np.where((step == 0) & (a < 0), 0x8000, bits).astype("<u4")  # from below zero to the negative one
    return np.where(np.isnan(x1) | np.isnan(x2), np.nan, np.where(a == b, x2, (bits << 16).view("<f4")))


class NextAfter(Suite):
    def __call__(self, name, /, **given):
        dtype = floating_of(*given.values())
        x1, x2 = (np.asarray(getattr(v, "values", v), np.float64) for v in given.values())
        with np.errstate(all="ignore"):
            step = in_bfloat16(x1, x2) if dtype == "bfloat16" else np.nextafter(x1.astype(dtype), x2.astype(dtype))
        step = np.where(x1 == x2, x2, step)  # also where both are zeros, of either sign
        super().__call__(name, expect=Array(step, dtype), **given)


suite = NextAfter("nextafter", exact=True)
suite.each(NUMERIC, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((2, 3), t, 1)})
for dtype in FLOATING:
    first, second = np.repeat(extremes(dtype).values, 6), np.tile(extremes(dtype).values, 6)
    suite(f"not numbers {dtype}", x1=array(first, dtype), x2=array(second, dtype))
suite("broadcasting", x1=numbers((3, 1)), x2=numbers((2, 1, 4), "float32", 1))
suite("rank 0", x1=numbers(()), x2=numbers((), "float32", 1))
suite("empty", x1=numbers((0, 3)), x2=numbers((1, 3)))
suite("a number second", x1=numbers((2, 3)), x2=100)
suite("a number first", x1=1.0, x2=numbers((2, 3)))
suite("float16 with float64", x1=numbers((2, 3), "float16"), x2=numbers((3,), "float64", 1))
suite.fails("shapes", "shape", "x2", ["[2, 3]", "[2]"], x1=numbers((2, 3)), x2=numbers((2,)))
suite.refuses(NUMERIC, lambda t: {"x1": numbers((2,), t), "x2": numbers((2,), t)}, "x1")
gradients(suite, torch.nextafter, lambda t: {"x1": numbers((2, 3), t), "x2": numbers((3,), t, 1)})
