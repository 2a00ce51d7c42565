"""Philox's mask; the slope and the numbers are torch.nn.functional.alpha_dropout's. Nothing in evaluation."""

from oracle import numbers
from oracle.dropouts import affine, dropout_layer

dropout_layer("AlphaDropout", numbers((3, 4)), 0, affine)
