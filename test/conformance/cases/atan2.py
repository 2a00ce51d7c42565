"""numpy.arctan2 in float64; integers give float32."""

import numpy as np
import torch
from oracle import array
from oracle.families import elementwise_binary, floating_of
from oracle.pytorch import gradients

suite = elementwise_binary("atan2", lambda x1, x2: np.arctan2(x1, x2), result=floating_of, gradient=torch.atan2)
for dtype in ["float32", "float64"]:
    suite(
        f"all quadrants, {dtype}",
        x1=array([1, 1, -1, -1, 2, -2, 0.1, -0.1], dtype),
        x2=array([1, -1, -1, 1, 0.1, -0.1, -2, 2], dtype),
    )


def away_from_origin(x1, x2):
    """Where there is no angle, the gradients are 0."""
    origin = (x1 == 0) & (x2 == 0)
    return torch.where(origin, 0, torch.atan2(torch.where(origin, 1, x1), torch.where(origin, 1, x2)))


gradients(
    suite,
    away_from_origin,
    lambda t: {"x1": array([0, 0, 1], t), "x2": array([0, 1, 0], t)},
    "the origin",
    dtypes=["float32"],
)
