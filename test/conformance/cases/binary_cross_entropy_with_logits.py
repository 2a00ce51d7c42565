"""torch.nn.functional.binary_cross_entropy_with_logits in float64."""

import torch
from oracle import *
from oracle.losses import REDUCTIONS, between, derivatives, elementwise_loss
from torch.nn.functional import binary_cross_entropy_with_logits

probabilities = between(0.05, 0.95)


def flags(shape, dtype="float32", seed=0):
    return probabilities(shape, dtype, seed) if dtype in FLOATING else Array(numbers(shape, "bool", seed).values, dtype)


def by_formula(input, target, weight, pos_weight, reduction):
    """PyTorch has no gradient with regard to the weights."""
    true, false = torch.nn.functional.logsigmoid(input), torch.nn.functional.logsigmoid(-input)
    losses = -weight * (pos_weight * target * true + (1 - target) * false)
    return losses if reduction == "none" else getattr(losses, reduction)()


suite = elementwise_loss("binary_cross_entropy_with_logits", binary_cross_entropy_with_logits, target=flags)
pair = {"input": numbers((2, 3)), "target": flags((2, 3), "float32", 1)}
for reduction in REDUCTIONS:
    suite(f"weight, reduction {reduction}", **pair, weight=positive((3,)), reduction=reduction)
    suite(f"pos_weight, reduction {reduction}", **pair, pos_weight=positive((3,)), reduction=reduction)
    derivatives(
        suite,
        by_formula,
        lambda t: {
            "input": numbers((2, 3), t),
            "target": flags((2, 3), t, 1),
            "weight": positive((2, 1), t),
            "pos_weight": positive((3,), t, 1),
        },
        f"gradient, weight and pos_weight, reduction {reduction},",
        reduction=reduction,
    )
suite("both weights", **pair, weight=positive((2, 3)), pos_weight=positive((3,), "int64"))
suite("far scores", input=array([100, -100, 1e4, -1e4]), target=array([0, 1, 1, 0]), reduction="none")
suite.fails("a weight of another shape", "shape", "weight", ["[2]", "[2, 3]"], **pair, weight=positive((2,)))
suite.fails("a pos_weight of another shape", "shape", "pos_weight", ["[2]"], **pair, pos_weight=positive((2,)))
