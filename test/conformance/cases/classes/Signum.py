"""signSGD with momentum (Bernstein et al. 2018), in NumPy."""

import numpy as np
from oracle.optimizers import by_formula


def signum(p, g, state, lr, momentum, weight_decay, decoupled_weight_decay=False, maximize=False):
    g = -g if maximize else g
    if decoupled_weight_decay:
        p = (1 - lr * weight_decay) * p
    else:
        g = g + weight_decay * p
    state["m"] = momentum * state.get("m", np.zeros_like(p)) + (1 - momentum) * g
    return p - lr * np.sign(state["m"])


rule = by_formula("Signum", signum, lr=0.01, momentum=0.9, weight_decay=0.0)
rule.common()
rule("momentum", momentum=0.25, lr=0.1)
rule("without momentum", momentum=0.0, lr=0.1)
rule("weight decay", weight_decay=4.0, momentum=0.0, lr=0.1)
rule("weight decay apart", weight_decay=0.5, decoupled_weight_decay=True, lr=0.1)
rule.refuses(momentum=-0.5)
rule.refuses(momentum=1.0)
rule.refuses(weight_decay=-0.5)
