"""Differences over deviations, in float64."""

import torch
from oracle.images import coloured, pixels


def reference(img, mean, std):
    return (img - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]


suite = coloured(
    "normalize_image",
    reference,
    {"mean": [0.5, 0.25, 0.75], "std": [0.25, 0.5, 2.0]},
    [{"mean": [0.5]}, {"std": [0.25]}, {"std": [-2.0]}],
)
img = pixels((3, 2, 2))
suite.fails("two means", "value", "mean", ["2"], img=img, mean=[0.5, 0.5], std=[1.0])
suite.fails("no deviations", "value", "std", ["0"], img=img, mean=[0.5], std=[])
suite.fails("a deviation of 0", "value", "std", [], img=img, mean=[0.5], std=[1.0, 0.0, 1.0])
