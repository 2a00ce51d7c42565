"""One axis of torch.nn.functional.interpolate, in float64."""

import numpy as np
from oracle import FLOATING, Array, Suite, array, extremes, numbers
from oracle.pytorch import by_torch, gradients
from oracle.resampling import MODES, resample

suite = Suite("resample", by_torch(resample), lambda x, **_: x.dtype)
x = numbers((2, 5, 7))
suite.each(FLOATING, lambda t: {"x": numbers((2, 5), t), "size": 8, "mode": "linear"})
for mode in MODES:
    for size in [1, 4, 5, 12, 21]:
        suite(f"{mode}, {size} of 7", x=x, size=size, mode=mode)
    suite(f"{mode}, the axis in the middle", x=x, size=8, axis=1, mode=mode)
    suite(f"{mode}, the first axis", x=x, size=3, axis=0, mode=mode)
    suite(f"{mode}, one element", x=numbers((3, 1)), size=4, mode=mode)
    suite(f"{mode}, a scale of its own", x=x, size=11, scale=0.625, mode=mode)
    suite(f"{mode}, long", x=numbers((3, 300)), size=71, mode=mode)
    for dtype in FLOATING:
        odd = [1.0, np.nan, 3.0, 4.0, 5.0, 6.0] if mode == "cubic" else extremes(dtype).values
        suite(f"{mode}, not numbers {dtype}", x=Array(odd, dtype), size=12, mode=mode)
for mode in ["linear", "cubic"]:
    for size in [1, 2, 7, 9]:
        suite(f"{mode}, corners, {size} of 7", x=x, size=size, mode=mode, align_corners=True)
    for size in [1, 2, 3, 7, 9]:
        suite(f"{mode}, antialias, {size} of 7", x=x, size=size, mode=mode, antialias=True)
    suite(f"{mode}, antialias and corners", x=x, size=3, mode=mode, antialias=True, align_corners=True)
    suite(f"{mode}, antialias along another axis", x=x, size=2, axis=1, mode=mode, antialias=True)
    suite(f"{mode}, antialias and a scale", x=x, size=3, mode=mode, antialias=True, scale=2.25)
    gradients(
        suite,
        lambda x, size, axis, mode, align: resample(x, size, axis, mode, align),
        lambda t, mode=mode: {"x": numbers((2, 3, 4), t), "size": 5, "axis": 1, "mode": mode, "align_corners": True},
        f"gradient, {mode}, corners,",
    )
    gradients(
        suite,
        lambda x, size, axis, mode, align, antialias: resample(x, size, axis, mode, align, antialias),
        lambda t, mode=mode: {
            "x": numbers((2, 7), t),
            "size": 3,
            "axis": -1,
            "mode": mode,
            "align_corners": False,
            "antialias": True,
        },
        f"gradient, {mode}, antialias,",
    )
for mode in MODES:
    gradients(
        suite,
        lambda x, size, axis, mode: resample(x, size, axis, mode),
        lambda t, mode=mode: {"x": numbers((2, 3, 4), t), "size": 6, "axis": 2, "mode": mode},
        f"gradient, {mode},",
    )
for size in [4, 7]:  # some of the new elements, or all of them, lie where old ones do
    for mode in MODES:
        suite(f"{mode}, infinite, {size} of 4", x=array([1.0, np.inf, -2.0, np.nan]), size=size, mode=mode)
    suite(
        f"corners, infinite, {size} of 4",
        x=array([1.0, np.inf, -2.0, 3.0]),
        size=size,
        mode="linear",
        align_corners=True,
    )
suite("null for the scale", x=x, size=3, scale=None)
suite("one axis", x=numbers((5,)), size=3)
suite("rank 8", x=numbers((1, 2, 1, 1, 2, 1, 2, 3)), size=5, axis=4)
suite("no examples", x=numbers((0, 4)), size=3, expect=numbers((0, 3)))
suite("to nothing", x=numbers((2, 4)), size=0, expect=numbers((2, 0)))
suite("nothing to nothing", x=numbers((2, 0)), size=0, expect=numbers((2, 0)))
suite.fails("of nothing", "shape", "x", [], x=numbers((2, 0)), size=3)
suite.fails("a negative size", "value", "size", ["-1"], x=x, size=-1)
suite.fails("no such axis", "index", "axis", [], x=x, size=2, axis=3)
suite.fails("rank 0", "index", "axis", [], x=numbers(()), size=2, axis=0)
for mode in ["nearest", "nearest_exact"]:
    suite.fails(f"corners in {mode}", "value", "align_corners", [], x=x, size=2, mode=mode, align_corners=True)
    suite.fails(f"antialias in {mode}", "value", "antialias", [], x=x, size=2, mode=mode, antialias=True)
suite.fails("no distance", "value", "scale", ["0"], x=x, size=2, scale=0.0)
suite.fails("beyond the axis", "value", "scale", ["7"], x=x, size=3, scale=4.0)
suite.fails("not a distance", "value", "scale", [], x=x, size=1, scale=float("nan"))
suite.fails("more than there is memory for", "out_of_memory", None, [], x=numbers((2,)), size=2**45)
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 2), t), "size": 1}, "x")
