"""torch.nn.functional.embedding_bag in float64 for bags of one size, indices from 0."""

import torch
from oracle import FLOATING, INTEGER, Suite, array, dtype_of, numbers, positive
from oracle.pytorch import by_torch, gradients
from torch.nn.functional import embedding_bag


def reference(indices, weight, per_sample_weights=None, mode="mean", padding_idx=None):
    return embedding_bag(indices, weight, mode=mode, per_sample_weights=per_sample_weights, padding_idx=padding_idx)


def by_formula(indices, weight, mode, padding_idx=None):
    """PyTorch has no second gradients here."""
    rows = weight[indices]
    counted = torch.ones_like(indices) if padding_idx is None else (indices != padding_idx).long()
    if mode == "max":
        most = torch.where(counted[..., None] > 0, rows, -torch.inf).amax(1)
        return torch.where(counted.any(1)[:, None], most, 0)
    total = (rows * counted[..., None]).sum(1)
    return total if mode == "sum" else total / counted.sum(1).clamp(min=1)[:, None]


suite = Suite(
    "embedding_bag",
    by_torch(reference),
    lambda indices, weight, per_sample_weights=None, **_: dtype_of(weight, per_sample_weights),
)
bags = array([[2, 0, 1], [3, 3, 1], [2, 2, 2]], "int64")
suite.each(FLOATING, lambda t: {"indices": bags, "weight": numbers((4, 2), t)})
suite.each(INTEGER, lambda t: {"indices": array([[2, 0], [1, 1]], t), "weight": numbers((3, 2))}, "indices of")
zeros = array([[0.0, 0.0], [0.0, 0.0]])  # PyTorch has no bags of nothing of one size
for mode in ["sum", "mean", "max"]:
    suite(mode, indices=bags, weight=numbers((4, 3)), mode=mode)
    suite(f"{mode}, padding", indices=bags, weight=numbers((4, 3)), mode=mode, padding_idx=2)
    suite(f"{mode}, no bags", indices=numbers((0, 3), "int64"), weight=numbers((4, 2)), mode=mode)
    suite(f"{mode}, bags of nothing", indices=numbers((2, 0), "int64"), weight=numbers((4, 2)), mode=mode, expect=zeros)
    gradients(
        suite,
        by_formula,
        lambda t, mode=mode: {"indices": bags, "weight": numbers((4, 3), t), "mode": mode},
        f"gradient, {mode},",
    )
    gradients(
        suite,
        by_formula,
        lambda t, mode=mode: {"indices": bags, "weight": numbers((4, 3), t), "mode": mode, "padding_idx": 2},
        f"gradient, {mode}, padding,",
    )
suite("null for padding", indices=bags, weight=numbers((4, 2)), padding_idx=None)
suite("weights", indices=bags, weight=numbers((4, 2)), per_sample_weights=positive((3, 3)), mode="sum")
suite(
    "weights and padding",
    indices=bags,
    weight=numbers((4, 2)),
    per_sample_weights=positive((3, 3)),
    mode="sum",
    padding_idx=3,
)
gradients(
    suite,
    lambda indices, weight, each, mode: (weight[indices] * each[..., None]).sum(1),
    lambda t: {
        "indices": bags,
        "weight": numbers((4, 2), t),
        "per_sample_weights": positive((3, 3), t),
        "mode": "sum",
    },
    "gradient, weights,",
)
table = numbers((4, 2))
suite.fails("behind the last", "index", "indices", ["{4}"], indices=array([[0, 4]], "int64"), weight=table)
suite.fails("no such padding", "index", "padding_idx", ["{4}"], indices=bags, weight=table, padding_idx=4)
suite.fails("one axis", "shape", "indices", ["[2]"], indices=array([0, 1], "int64"), weight=table)
suite.fails("no table", "shape", "weight", ["[4]"], indices=bags, weight=numbers((4,)))
suite.fails(
    "other weights",
    "shape",
    "per_sample_weights",
    ["[3]", "[3, 3]"],
    indices=bags,
    weight=table,
    per_sample_weights=numbers((3,)),
    mode="sum",
)
suite.fails(
    "weights of a mean",
    "value",
    "per_sample_weights",
    [],
    indices=bags,
    weight=table,
    per_sample_weights=numbers((3, 3)),
)
suite.fails(
    "no such mode",
    "value",
    "mode",
    ["median"],
    indices=bags,
    weight=table,
    mode="median",
    options={"typed": False},
)
suite.refuses(INTEGER, lambda t: {"indices": array([[1, 0]], t), "weight": table}, "indices")
