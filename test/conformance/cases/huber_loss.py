"""torch.nn.functional.huber_loss in float64."""

from oracle import *
from oracle.losses import REDUCTIONS, derivatives, elementwise_loss
from torch.nn.functional import huber_loss

suite = elementwise_loss("huber_loss", huber_loss)
pair = {"input": numbers((2, 3)), "target": numbers((2, 3), "float32", 1)}
for reduction in REDUCTIONS:
    suite(f"weight, reduction {reduction}", **pair, weight=positive((2, 3)), reduction=reduction)
    derivatives(
        suite,
        huber_loss,
        lambda t: {"input": numbers((2, 3), t), "target": numbers((2, 3), t, 1), "weight": positive((2, 3), t)},
        f"gradient, weight, reduction {reduction},",
        reduction=reduction,
        delta=0.75,
    )
for delta in (0.25, 3.0, 1):
    suite(f"delta {delta}", **pair, delta=delta, reduction="none")
suite.fails("delta is not positive", "value", "delta", ["0"], **pair, delta=0.0)
suite.fails("a weight of another shape", "shape", "weight", ["[3]", "[2, 3]"], **pair, weight=positive((3,)))
