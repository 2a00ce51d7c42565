"""Philox's mask; the slope and the numbers are torch.nn.functional.alpha_dropout's. Nothing in evaluation."""

from oracle import numbers
from oracle.dropouts import affine, dropout_layer

dropout_layer("FeatureAlphaDropout", numbers((2, 3, 4)), 1, affine)
