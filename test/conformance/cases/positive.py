"""numpy.positive."""

import numpy as np
import torch
from oracle import *
from oracle.families import elementwise_unary

elementwise_unary("positive", np.positive, exact=True, gradient=torch.positive)
