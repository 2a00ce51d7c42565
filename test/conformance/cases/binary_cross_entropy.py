"""torch.nn.functional.binary_cross_entropy in float64."""

import numpy as np
import torch
from oracle import *
from oracle.losses import REDUCTIONS, between, derivatives, elementwise_loss
from torch.nn.functional import binary_cross_entropy

probabilities = between(0.05, 0.95)


def by_formula(input, target, weight=1, reduction="mean"):
    """PyTorch has no gradient with regard to the weight, and adds 1e-12 in second gradients."""
    losses = -weight * (target * torch.log(input) + (1 - target) * torch.log1p(-input))
    return losses if reduction == "none" else getattr(losses, reduction)()


def flags(shape, dtype="float32", seed=0):
    return probabilities(shape, dtype, seed) if dtype in FLOATING else Array(numbers(shape, "bool", seed).values, dtype)


suite = elementwise_loss(
    "binary_cross_entropy", binary_cross_entropy, probabilities, flags, derived=by_formula, special=False
)
pair = {"input": probabilities((2, 3)), "target": probabilities((2, 3), "float32", 1)}
for reduction in REDUCTIONS:
    suite(f"weight, reduction {reduction}", **pair, weight=positive((3,)), reduction=reduction)
    derivatives(
        suite,
        by_formula,
        lambda t: {
            "input": probabilities((2, 3), t),
            "target": probabilities((2, 3), t, 1),
            "weight": positive((2, 1), t),
        },
        f"gradient, weight, reduction {reduction},",
        reduction=reduction,
    )
suite("whole weights", **pair, weight=positive((2, 3), "int64"))
for dtype in FLOATING:
    suite(
        f"certainty {dtype}",
        input=array([0, 0, 0, 1, 1, 1], dtype),
        target=array([0, 0.5, 1, 0, 0.5, 1], dtype),
        reduction="none",
    )
suite("near certainty", input=array([1e-38, 1e-20, 1 - 2**-24]), target=array([1, 0.5, 0]), reduction="none")
nan = array([np.nan] * 3)
suite("no probability", input=array([-0.5, 1.5, np.nan]), target=array([1, 0, 0]), reduction="none", expect=nan)
suite.fails("a weight of another shape", "shape", "weight", ["[2]", "[2, 3]"], **pair, weight=positive((2,)))
suite.fails("a weight of more axes", "shape", "weight", ["[4, 2, 3]"], **pair, weight=positive((4, 2, 3)))
