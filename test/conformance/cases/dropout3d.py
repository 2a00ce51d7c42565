"""x times Philox's mask of its channels and the scale of torch.nn.functional.dropout."""

from oracle import *
from oracle.dropouts import dropout_suite, scaled

suite = dropout_suite("dropout3d", [(2, 3, 2, 1, 3), (4, 2, 1, 3)], lambda rank: 3, scaled)
suite.fails("no axis of channels", "shape", "x", ["[2, 3, 2]"], x=numbers((2, 3, 2)))
suite.fails("too many axes", "shape", "x", ["[1, 2, 1, 3, 2, 2]"], x=numbers((1, 2, 1, 3, 2, 2)))
