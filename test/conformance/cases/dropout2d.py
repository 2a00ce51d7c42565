"""x times Philox's mask of its channels and the scale of torch.nn.functional.dropout."""

from oracle import *
from oracle.dropouts import dropout_suite, scaled

suite = dropout_suite("dropout2d", [(2, 3, 2, 3), (4, 2, 3)], lambda rank: 2, scaled)
suite.fails("no axis of channels", "shape", "x", ["[2, 3]"], x=numbers((2, 3)))
suite.fails("too many axes", "shape", "x", ["[2, 1, 3, 4, 2]"], x=numbers((2, 1, 3, 4, 2)))
