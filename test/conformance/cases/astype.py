"""Rounded to nearest even to floats; to integers toward zero, limited to the range, NaN to 0; between integers modulo."""

import numpy as np
import torch
from oracle import ANY, FLOATING, INTEGER, Suite, array, extremes, numbers
from oracle.pytorch import gradients


def reference(x, dtype):
    if dtype == "bool":
        return x != 0
    if dtype in INTEGER and x.dtype.kind == "f":
        info = np.iinfo(dtype)
        return np.array(
            [
                0 if np.isnan(v) else int(min(max(np.trunc(v) if np.isfinite(v) else v, info.min), info.max))
                for v in x.reshape(-1)
            ],
            dtype=dtype,
        ).reshape(x.shape)
    return x.astype(np.float64) if dtype in FLOATING else x.astype(dtype)


suite = Suite("astype", reference, lambda x, dtype: dtype, exact=True)
for source in ANY:
    suite.each(ANY, lambda t, source=source: {"x": numbers((2, 3), source), "dtype": t}, f"{source} to")
for target in ["bool", *INTEGER]:
    suite(f"not numbers to {target}", x=extremes("float32"), dtype=target)
suite("large floats to int8", x=array([300.0, -300.0, 127.9, -128.9]), dtype="int8")
suite("large integers wrap", x=extremes("int64"), dtype="int16")
suite("ties to even in float16", x=array([2049.0, 2051.0, 65519.0, 65520.0, 1e-8]), dtype="float16")
suite("ties to even in bfloat16", x=array([1 + 2.0**-8, 1 + 3 * 2.0**-8, 3.3e38]), dtype="bfloat16")
suite("rank 0", x=numbers(()), dtype="int32")
suite("empty", x=numbers((0, 3)), dtype="float64")
suite.fails("no dtype", "value", "dtype", ["quaternion"], x=numbers((2,)), dtype="quaternion", options={"typed": False})
for target, name in [("float32", "gradient"), ("float64", "gradient to float64")]:
    gradients(
        suite,
        lambda x, dtype: torch.clone(x),
        lambda t, target=target: {"x": numbers((2, 3), t), "dtype": target},
        name,
    )
