"""torch.nn.functional.smooth_l1_loss in float64."""

from oracle import *
from oracle.losses import derivatives, elementwise_loss
from torch.nn.functional import smooth_l1_loss

suite = elementwise_loss("smooth_l1_loss", smooth_l1_loss)
pair = {"input": numbers((2, 3)), "target": numbers((2, 3), "float32", 1)}
for beta in (0.25, 3.0, 0.0, 2):
    suite(f"beta {beta}", **pair, beta=beta, reduction="none")
    derivatives(
        suite,
        smooth_l1_loss,
        lambda t: {"input": numbers((2, 3), t), "target": numbers((2, 3), t, 1)},
        f"gradient, beta {beta},",
        beta=beta,
    )
suite.fails("beta is negative", "value", "beta", ["-1"], **pair, beta=-1.0)
