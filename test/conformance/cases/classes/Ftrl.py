"""Algorithm 1 of McMahan et al. 2013, in NumPy."""

import numpy as np
from oracle import array, call, new, put, var
from oracle.optimizers import by_formula


def ftrl(p, g, state, lr, l1_regularization_strength, beta, weight_decay, maximize=False):
    g = -g if maximize else g
    n = state.get("n", np.zeros_like(p))
    state["n"] = n + g * g
    state["z"] = state.get("z", np.zeros_like(p)) + g - (np.sqrt(state["n"]) - np.sqrt(n)) / lr * p
    z, slope = state["z"], (beta + np.sqrt(state["n"])) / lr + weight_decay
    return np.where(np.abs(z) > l1_regularization_strength, (np.sign(z) * l1_regularization_strength - z) / slope, 0)


rule = by_formula("Ftrl", ftrl, lr=0.1, l1_regularization_strength=0.01, beta=1.0, weight_decay=0.0)
rule.common()
rule("strength", l1_regularization_strength=8.0, lr=0.5)
rule("beta", beta=0.25, lr=0.5)
rule("weight decay", weight_decay=2.0, lr=0.5)
still = rule.suite.script("a learning rate of 0")
still.let("p", array([1, -2]))
still.do(put("Tensor.requires_grad", var("p"), True))
still.let("rule", new("Ftrl", parameters=[var("p")], lr=0.0))
still.do(call("backward", x=call("sum", x=var("p"))))
still.do(call("Optimizer.step", self_=var("rule")))
still.expect(var("p"), array([1, -2]))
for name in ("l1_regularization_strength", "weight_decay"):
    rule.refuses(**{name: -0.5})
rule.refuses(beta=0.0)
