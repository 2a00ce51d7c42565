"""torch.nn.functional.softsign in float64; integers give float32."""

from oracle import *
from oracle.families import elementwise_unary, floating
from oracle.pytorch import by_torch
from torch.nn.functional import softsign

elementwise_unary("softsign", by_torch(softsign), result=floating, gradient=softsign)
