"""Algorithm 1 of You, Gitman and Ginsburg 2017, in NumPy."""

import numpy as np
from oracle.optimizers import by_formula


def lars(p, g, state, lr, momentum, weight_decay, trust_coefficient, eps, maximize=False):
    g = -g if maximize else g
    size, length = np.linalg.norm(p), np.linalg.norm(g)
    ratio = trust_coefficient * size / (length + weight_decay * size + eps) if size > 0 and length > 0 else 1
    state["v"] = momentum * state.get("v", np.zeros_like(p)) + lr * ratio * (g + weight_decay * p)
    return p - state["v"]


rule = by_formula("LARS", lars, lr=0.1, momentum=0.9, weight_decay=0.0, trust_coefficient=0.001, eps=1e-8)
rule.common(trust_coefficient=0.5)
rule("momentum", momentum=0.5, trust_coefficient=0.5)
rule("without momentum", momentum=0.0, trust_coefficient=0.5)
rule("weight decay", weight_decay=0.5, trust_coefficient=0.5)
rule("eps", eps=0.5, trust_coefficient=0.5)
rule("norms of 0", start=([0.0, 0.0], [1.0]))
for name in ("momentum", "weight_decay", "trust_coefficient", "eps"):
    rule.refuses(**{name: -0.5})
