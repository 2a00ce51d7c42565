"""torch.nn.MultiLabelMarginLoss in float64."""

import torch
from oracle import array, numbers
from oracle.layers import loss


def make(ignore_index=-1, **given):
    return torch.nn.MultiLabelMarginLoss(**given)


loss(
    "MultiLabelMarginLoss",
    make,
    {
        "input": numbers((3, 4)),
        "target": array([[2, 0, -1, 1], [3, -1, 0, 0], [-1, 1, 2, 3]], "int64").counting("indices", -1),
    },
    {"ignore_index": -1, "reduction": "mean"},
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"ignore_index": -1},
)
