"""The program of the paper of Lion (Chen et al. 2023), in NumPy."""

import numpy as np
from oracle.optimizers import by_formula


def lion(p, g, state, lr, betas, weight_decay, maximize=False):
    g = -g if maximize else g
    m = state.get("m", np.zeros_like(p))
    way = np.sign(betas[0] * m + (1 - betas[0]) * g)
    state["m"] = betas[1] * m + (1 - betas[1]) * g
    return p - lr * (way + weight_decay * p)


rule = by_formula("Lion", lion, lr=1e-4, betas=[0.9, 0.99], weight_decay=0.0)
rule.common()
rule("betas", betas=[0.5, 0.75], lr=0.1)
rule("weight decay", weight_decay=0.5, lr=0.1)
rule.refuses_betas()
rule.refuses(weight_decay=-0.5)
