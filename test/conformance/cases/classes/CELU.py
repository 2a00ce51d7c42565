"""torch.nn.CELU in float64."""

import torch
from oracle import numbers
from oracle.layers import layer

layer("CELU", torch.nn.CELU, numbers((3, 4)), {"alpha": 1.0}, {}, {"alpha": 2.0}, refused={"alpha": 0.0})
