"""Algorithm 2 of You et al. 2020, with corrected means, in NumPy."""

import numpy as np
from oracle.optimizers import by_formula


def lamb(p, g, state, lr, betas, eps, weight_decay, maximize=False):
    g = -g if maximize else g
    t = state["t"] = state.get("t", 0) + 1
    m = state["m"] = betas[0] * state.get("m", np.zeros_like(p)) + (1 - betas[0]) * g
    v = state["v"] = betas[1] * state.get("v", np.zeros_like(p)) + (1 - betas[1]) * g * g
    way = (m / (1 - betas[0] ** t)) / (np.sqrt(v / (1 - betas[1] ** t)) + eps) + weight_decay * p
    size, length = np.linalg.norm(p), np.linalg.norm(way)
    return p - lr * (size / length if size > 0 and length > 0 else 1) * way


rule = by_formula("LAMB", lamb, lr=1e-3, betas=[0.9, 0.999], eps=1e-6, weight_decay=0.01)
rule.common()
rule("betas", betas=[0.5, 0.75], lr=0.1)
rule("eps", eps=0.5, lr=0.1)
rule("weight decay", weight_decay=0.5, lr=0.1)
rule("no weight decay", weight_decay=0.0, lr=0.1)
rule("norms of 0", start=([0.0, 0.0], [1.0]), lr=0.1)
rule.refuses_betas()
rule.refuses(eps=-1.0)
rule.refuses(weight_decay=-0.5)
