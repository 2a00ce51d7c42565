"""Philox's mask of the channels; the rest is as in torch.nn.functional.alpha_dropout."""

from oracle import *
from oracle.dropouts import affine, dropout_suite

suite = dropout_suite(
    "feature_alpha_dropout", [(2, 3, 2), (3, 4), (2, 1, 2, 1, 1, 2, 1, 2)], lambda rank: rank - 2, affine
)
suite.fails("no axis of channels", "shape", "x", ["[3]"], x=numbers((3,)))
