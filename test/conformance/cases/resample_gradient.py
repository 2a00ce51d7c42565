"""The gradient of one axis of torch.nn.functional.interpolate, in float64."""

from oracle import FLOATING, Array, Suite, extremes, numbers
from oracle.pytorch import by_torch, gradients
from oracle.resampling import MODES, transposed

suite = Suite("resample_gradient", by_torch(transposed), lambda grad, **_: grad.dtype)
grad = numbers((2, 5, 7))
suite.each(FLOATING, lambda t: {"grad": numbers((2, 5), t), "size": 8, "mode": "linear"})
for mode in MODES:
    for size in [1, 4, 21]:
        suite(f"{mode}, 7 of {size}", grad=grad, size=size, mode=mode)
    suite(f"{mode}, the axis in the middle", grad=grad, size=3, axis=1, mode=mode)
    gradients(
        suite,
        lambda grad, size, axis, mode: transposed(grad, size, axis, mode),
        lambda t, mode=mode: {"grad": numbers((2, 3, 4), t), "size": 6, "axis": 1, "mode": mode},
        f"gradient, {mode},",
    )
suite("not numbers", grad=Array(extremes("float32").values, "float32"), size=3)
for mode in ["linear", "cubic"]:
    suite(f"{mode}, corners", grad=grad, size=4, mode=mode, align_corners=True)
    suite(f"{mode}, antialias", grad=grad, size=20, mode=mode, antialias=True)
    suite(f"{mode}, a scale of its own", grad=numbers((2, 11)), size=7, mode=mode, scale=0.625)
suite("null for the scale", grad=grad, size=3, scale=None)
suite("no examples", grad=numbers((0, 4)), size=3, expect=numbers((0, 3)))
suite("of nothing", grad=numbers((1, 0)), size=2, expect=Array([[0.0, 0.0]], "float32"))
suite("nothing to nothing", grad=numbers((2, 0)), size=0, expect=numbers((2, 0)))
suite.fails("to nothing", "shape", "size", ["0"], grad=grad, size=0)
suite.fails("a negative size", "value", "size", ["-1"], grad=grad, size=-1)
suite.fails("corners in nearest", "value", "align_corners", [], grad=grad, size=2, align_corners=True)
suite.fails("antialias in nearest", "value", "antialias", [], grad=grad, size=2, antialias=True)
suite.fails("no distance", "value", "scale", ["-1"], grad=grad, size=2, scale=-1.0)
suite.refuses(FLOATING, lambda t: {"grad": numbers((2, 2), t), "size": 1}, "grad")
