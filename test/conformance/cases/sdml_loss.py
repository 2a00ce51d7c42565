"""torch.nn.functional.kl_div of the softmax of negative squared distances from smoothed labels, in float64."""

from oracle import *
from oracle.losses import loss
from oracle.smoothed import sdml

suite = loss(
    "sdml_loss", sdml, lambda t: {"x1": numbers((4, 3), t, 0, -0.5, 0.5), "x2": numbers((4, 3), t, 1, -0.5, 0.5)}
)
pair = {"x1": numbers((5, 2)), "x2": numbers((5, 2), seed=1)}
for smoothing in [0.0, 0.5, 1.0, 1]:
    suite(f"smoothing_parameter {smoothing!r}", **pair, smoothing_parameter=smoothing, reduction="none")
suite("promoted", x1=numbers((2, 3), "float16"), x2=numbers((2, 3), "bfloat16", 1))
suite("far apart", x1=array([[0, 0], [1e3, 0]]), x2=array([[0, 1e3], [0, 0]]), reduction="none")
suite.fails("one vector", "shape", "x1", ["[1, 2]"], x1=numbers((1, 2)), x2=numbers((1, 2)))
suite.fails("one axis", "shape", "x1", ["[4]"], x1=numbers((4,)), x2=numbers((4,)))
suite.fails("another shape", "shape", "x2", ["[4, 2]"], x1=numbers((5, 2)), x2=numbers((4, 2)))
suite.fails("too smooth", "value", "smoothing_parameter", ["1.5"], **pair, smoothing_parameter=1.5)
suite.fails("less than nothing", "value", "smoothing_parameter", ["-0.5"], **pair, smoothing_parameter=-0.5)
