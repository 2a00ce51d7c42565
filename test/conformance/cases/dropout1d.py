"""x times Philox's mask of its channels and the scale of torch.nn.functional.dropout."""

from oracle import *
from oracle.dropouts import dropout_suite, scaled

suite = dropout_suite("dropout1d", [(2, 3, 3), (4, 3)], lambda rank: 1, scaled)
suite.fails("no axis of channels", "shape", "x", ["[3]"], x=numbers((3,)))
suite.fails("too many axes", "shape", "x", ["[2, 3, 4, 2]"], x=numbers((2, 3, 4, 2)))
