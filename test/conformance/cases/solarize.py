"""1 less each bright element."""

import torch
from oracle import array
from oracle.images import coloured


def reference(img, threshold):
    return torch.where(img >= threshold, 1 - img, img)


suite = coloured(
    "solarize", reference, {"threshold": 0.5}, [{"threshold": 0.0}, {"threshold": 0.75}, {"threshold": 2.0}]
)
suite("exactly the threshold", img=array([[[0.25, 0.5, 0.75]]]), threshold=0.25)
