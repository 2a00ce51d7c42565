"""Greedy matching by its definition: the best pair of what is left, again and again; positions from 0."""

import numpy as np
from oracle import FLOATING, Array, Suite, array, numbers


def of_table(scores, threshold, descending, top_k):
    left = np.where(np.isnan(scores), -np.inf, scores if descending else -scores)
    bound = threshold if descending else -threshold
    columns, rows = np.full(scores.shape[0], -1), np.full(scores.shape[1], -1)
    while left.size and (top_k is None or (columns >= 0).sum() < top_k):
        row, column = np.unravel_index(np.argmax(left), left.shape)
        if not left[row, column] > bound:
            break
        columns[row], rows[column] = column, row
        left[row], left[:, column] = -np.inf, -np.inf
    return columns, rows


def reference(scores, threshold, descending=True, top_k=None):
    *lead, n, m = scores.shape
    found = [of_table(table, threshold, descending, top_k) for table in scores.reshape(-1, n, m)] if scores.size else []
    columns = np.array([one[0] for one in found] if found else np.full((*lead, n), -1)).reshape(*lead, n)
    rows = np.array([one[1] for one in found] if found else np.full((*lead, m), -1)).reshape(*lead, m)
    none = {"dtype": "int64", "counts": "indices", "sentinel": -1}
    return {"record": {"columns": Array(columns, **none).record("exact"), "rows": Array(rows, **none).record("exact")}}


suite = Suite("bipartite_matching", reference)
suite.each(FLOATING, lambda t: {"scores": numbers((4, 3), t), "threshold": 0.0})
suite.each(FLOATING, lambda t: {"scores": numbers((3, 5), t), "threshold": 0.5, "descending": False}, "the smallest")
suite("many tables", scores=numbers((2, 3, 4, 5)), threshold=-8.0)
for most in [0, 1, 2, 7]:
    suite(f"at most {most}", scores=numbers((4, 5)), threshold=-9.0, top_k=most)
suite("null for the number", scores=numbers((2, 2)), threshold=-9.0, top_k=None)
suite("equal scores", scores=array([[1] * 3] * 4), threshold=0.0)
suite("exactly the threshold", scores=array([[1, 2], [2, 3]]), threshold=2.0)
suite("exactly the threshold, the smallest", scores=array([[1, 2], [2, 3]]), threshold=1.0, descending=False)
special = array([[float("nan"), float("inf")], [float("-inf"), 1]])
suite("not a number and infinities", scores=special, threshold=-9.0)
suite("not a number and infinities, the smallest", scores=special, threshold=9.0, descending=False)
suite("a threshold that is no number", scores=numbers((2, 3)), threshold=float("nan"))
suite("no rows", scores=numbers((2, 0, 3)), threshold=0.0)
suite("no columns", scores=numbers((3, 0)), threshold=0.0)
suite("no tables", scores=numbers((0, 3, 2)), threshold=0.0)
suite.fails("one axis", "shape", "scores", ["[3]"], scores=numbers((3,)), threshold=0.0)
suite.fails("a negative number", "value", "top_k", ["-1"], scores=numbers((2, 2)), threshold=0.0, top_k=-1)
suite.refuses(FLOATING, lambda t: {"scores": numbers((2, 2), t), "threshold": 0.0}, "scores")
