"""torch.nn.Upsample in float64."""

import torch
from oracle import numbers
from oracle.layers import layer


def make(
    size=None, scale_factor=None, mode="nearest", align_corners=False, recompute_scale_factor=False, antialias=False
):
    return lambda x: torch.nn.functional.interpolate(
        x,
        size,
        None if scale_factor is None else scale_factor[0],
        mode.replace("_", "-"),
        align_corners if mode in ("linear", "bilinear", "bicubic", "trilinear") else None,
        recompute_scale_factor,
        antialias,
    )


layer(
    "Upsample",
    make,
    numbers((2, 3, 3, 5)),
    {"mode": "nearest", "align_corners": False, "recompute_scale_factor": False, "antialias": False},
    {"size": [4, 7], "scale_factor": None},
    {"size": None, "scale_factor": [1.5], "mode": "bilinear"},
    {"size": [6, 7], "mode": "bicubic", "align_corners": True},
    {"scale_factor": [1.5], "mode": "bilinear", "recompute_scale_factor": True},
    {"size": [2, 3], "mode": "bilinear", "antialias": True},
    {"scale_factor": [2.0], "mode": "nearest_exact"},
)
