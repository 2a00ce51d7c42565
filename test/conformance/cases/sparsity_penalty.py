"""The divergence of torch.distributions' Bernoulli distributions, in float64."""

import numpy as np
from oracle import *
from oracle.losses import between
from oracle.pytorch import by_torch, gradients
from torch.distributions import Bernoulli, kl_divergence

shares = between(0.05, 0.95)


def penalty(x, target=0.1):
    return kl_divergence(Bernoulli(x.new_tensor(target)), Bernoulli(x.mean(0), validate_args=False)).sum()


suite = Suite("sparsity_penalty", by_torch(penalty), lambda x, **_: x.dtype)
suite.each(FLOATING, lambda t: {"x": shares((4, 3), t)})
suite("another target", x=shares((4, 3)), target=0.75)
suite("more axes", x=shares((3, 2, 4)), target=0.25)
suite("one unit", x=shares((5,)))
suite("one example", x=shares((1, 6)), target=0.5)
suite("no units", x=shares((3, 0)))
suite("as active as asked for", x=array([[0.25, 0.5], [0.75, 0.5]]), target=0.5, expect=array(0.0))
suite("never active", x=array([[0.0, 0.5], [0.0, 0.5]]), expect=array(np.inf))
suite("always active", x=array([1.0, 1.0]), expect=array(np.inf))
suite("no number", x=array([0.5, np.nan]), expect=array(np.nan))
suite.fails("no axis", "shape", "x", ["[]"], x=shares(()))
suite.fails("no examples", "shape", "x", ["[0, 3]"], x=shares((0, 3)))
suite.fails("a target of 0", "value", "target", ["0"], x=shares((2, 3)), target=0.0)
suite.fails("a target of 1", "value", "target", ["1"], x=shares((2, 3)), target=1.0)
suite.refuses(FLOATING, lambda t: {"x": Array(numbers((2, 3), t).values, t)}, "x")
gradients(suite, penalty, lambda t: {"x": shares((4, 3), t), "target": 0.25})
