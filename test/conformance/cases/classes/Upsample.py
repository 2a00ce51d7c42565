"""torch.nn.Upsample in float64."""

import torch
from oracle import Array, call, new, numbers, var
from oracle.layers import layer
from oracle.pytorch import plain, tensor


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


suite = layer(
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
for mode, shape in {
    "nearest": (1, 2, 3),
    "linear": (2, 3, 4),
    "trilinear": (1, 2, 2, 3, 2),
    "area": (1, 2, 4, 5),
}.items():
    given = {"size": [3] * (len(shape) - 2), "mode": mode}
    script, x = suite.script(f"mode {mode}"), numbers(shape)
    script.let("object", new("Upsample", **given))
    found = plain(make(**given)(tensor(x)))
    script.expect(call("Upsample.forward", self_=var("object"), x=x), Array(found, "float32"))
