"""torch.nn.functional.mse_loss in float64."""

from oracle import *
from oracle.losses import REDUCTIONS, derivatives, elementwise_loss
from torch.nn.functional import mse_loss

suite = elementwise_loss("mse_loss", mse_loss)
pair = {"input": numbers((2, 3)), "target": numbers((2, 3), "float32", 1)}
for reduction in REDUCTIONS:
    suite(f"weight, reduction {reduction}", **pair, weight=positive((2, 3)), reduction=reduction)
    derivatives(
        suite,
        mse_loss,
        lambda t: {"input": numbers((2, 3), t), "target": numbers((2, 3), t, 1), "weight": positive((2, 3), t)},
        f"gradient, weight, reduction {reduction},",
        reduction=reduction,
    )
suite("whole weights", **pair, weight=positive((2, 3), "int64"))
suite("weights of zero", **pair, weight=array([[0.0] * 3] * 2))
suite.fails("a weight of another shape", "shape", "weight", ["[3]", "[2, 3]"], **pair, weight=positive((3,)))
