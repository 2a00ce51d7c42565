"""torch.nn.functional.kl_div of the softmax of negative squared distances from smoothed labels, in float64."""

from oracle import numbers
from oracle.layers import in_functional, loss
from oracle.smoothed import sdml

loss(
    "SDMLLoss",
    in_functional(sdml),
    {"x1": numbers((4, 3)), "x2": numbers((4, 3), seed=1)},
    {"smoothing_parameter": 0.3, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"smoothing_parameter": 0.5},
    refused={"smoothing_parameter": 2.0},
)
