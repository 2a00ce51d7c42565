"""torch.nn.functional.soft_margin_loss in float64."""

import numpy as np
import torch
from oracle import *
from oracle.losses import elementwise_loss, signs
from torch.nn.functional import soft_margin_loss


def by_formula(input, target, reduction="mean"):
    """PyTorch has no gradient with regard to the target."""
    losses = torch.nn.functional.softplus(-target * input)
    return losses if reduction == "none" else getattr(losses, reduction)()


suite = elementwise_loss(
    "soft_margin_loss", soft_margin_loss, target=signs, dtypes=NUMERIC, derived=by_formula, broadcasts=True
)
suite(
    "far scores",
    input=array([1e4, -1e4, np.inf, -np.inf]),
    target=array([-1, 1, 1, 1]),
    reduction="none",
    expect=array([1e4, 1e4, 0, np.inf]),
)
