"""numpy.minimum: NaN wins; of two zeros the negative one."""

import numpy as np
import torch
from oracle import array
from oracle.families import elementwise_binary
from oracle.pytorch import gradients

suite = elementwise_binary(
    "minimum",
    lambda x1, x2: np.where((x1 == 0) & (x2 == 0) & np.signbit(x1), x1, np.minimum(x1, x2)),
    exact=True,
    gradient=torch.minimum,
)
suite("signed zeros", x1=array([0.0, -0.0, -0.0]), x2=array([-0.0, 0.0, -0.0]))
gradients(
    suite, torch.minimum, lambda t: {"x1": array([1, 2, 3], t), "x2": array([1, 3, 2], t)}, "gradient of equal elements"
)
