"""The share of rows where the class is among the first k of the row's order, by NumPy."""

import numpy as np
from oracle import Suite, array, new
from oracle.metrics import in_dtypes, metric, of_classes, unfit, update

suite = Suite("TopKAccuracy")


def among(k):
    def share(scores, classes):
        return np.mean([c in np.argsort(-row, kind="stable")[:k] for row, c in zip(scores, classes)])

    return share


in_dtypes(suite, among(2), k=2)
metric(suite, "the first alone", among(1), of_classes(), k=1)
rows = np.arange(12.0).reshape(2, 6) % 5
metric(suite, "k of the schema", among(5), [(array(rows), array([0, 4], "int64"))])
unfit(suite, array([[0, 0, 1]]), array([0, 1], "int64"), k=2)
few = suite.script("fewer classes than k")
few.let("metric", new("TopKAccuracy"))
few.fails(update(array([[0, 0, 1]]), array([0], "int64")), "value", None, ["5"], operator="topk")
wrong = suite.script("k of 0")
wrong.fails(new("TopKAccuracy", k=0), "value", "k", ["0"])
