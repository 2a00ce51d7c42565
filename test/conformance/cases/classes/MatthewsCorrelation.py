"""The correlation of the classes as vectors of 0 and 1 (Gorodkin 2004), by NumPy."""

import numpy as np
from oracle import Suite, array, new
from oracle.metrics import in_dtypes, metric, unfit

suite = Suite("MatthewsCorrelation")


def correlation(scores, classes):
    x, y = np.eye(3)[scores.argmax(1)], np.eye(3)[classes.astype(int)]
    x, y = x - x.mean(0), y - y.mean(0)
    size = np.sqrt((x * x).sum() * (y * y).sum())
    return (x * y).sum() / size if size > 0 else 0.0


in_dtypes(suite, correlation, num_classes=3)
same = [(array([[3, 1, 2], [4, 1, 2]]), array([0, 0], "int64"))]
metric(suite, "one class only", correlation, same, num_classes=3)
unfit(suite, array([[0, 0, 1]]), array([0, 1], "int64"), num_classes=3)
wrong = suite.script("no classes")
wrong.fails(new("MatthewsCorrelation", num_classes=0), "value", "num_classes", ["0"])
