"""With replacement by inversion, else the shortest waiting times first; fractions of Philox: see oracle/philox.py."""

import numpy as np
from oracle import *


def classes(stream, x, num_samples, replacement=False):
    rows = x.reshape(int(np.prod(x.shape[:-1])), x.shape[-1])
    sequences = stream.sequences(len(rows) * num_samples)
    found = np.empty((len(rows), num_samples), np.int64)
    for i, row in enumerate(rows):
        own = sequences[i * num_samples : (i + 1) * num_samples]
        if replacement:
            cumulative = np.cumsum(row / row.sum())
            found[i] = [(cumulative <= next(f)).sum() for f in own]
        elif num_samples:
            times = np.array([-np.log1p(-next(own[0])) for _ in row])
            found[i] = np.argsort(np.divide(times, row, out=np.full(len(row), np.inf), where=row > 0))[:num_samples]
    return Array(found.reshape(*x.shape[:-1], num_samples), "int64", "indices")


suite = Suite(
    "multinomial",
    lambda x, num_samples, replacement=False, generator=None: classes(Stream(0), x, num_samples, replacement),
)
for again in [False, True]:
    name = "with replacement" if again else "without replacement"
    suite.each(
        FLOATING, lambda t, again=again: {"x": positive((3, 6), t), "num_samples": 4, "replacement": again}, name
    )
    suite(f"{name}, one row", x=positive((6,)), num_samples=6, replacement=again)
    suite(f"{name}, zeros", x=array([[0, 1, 0, 2, 3], [1, 0, 0, 0, 4]]), num_samples=2, replacement=again)
    suite(f"{name}, none", x=positive((2, 6)), num_samples=0, replacement=again)
    suite(f"{name}, no rows", x=array(np.empty((0, 3))), num_samples=2, replacement=again)
    suite(f"{name}, no classes and none asked for", x=array(np.empty((2, 0))), num_samples=0, replacement=again)
    suite.fails(
        f"{name}, negative", "value", "x", ["[{0}, {1}]"], x=array([[1, -1, 1]]), num_samples=1, replacement=again
    )
    suite.fails(f"{name}, NaN", "value", "x", ["[{0}]"], x=array([np.nan, 1]), num_samples=1, replacement=again)
    suite.fails(f"{name}, infinite", "value", "x", ["[{1}]"], x=array([1, np.inf]), num_samples=1, replacement=again)
    suite.fails(f"{name}, zeros alone", "value", "x", ["[{0}]"], x=array([0, 0]), num_samples=1, replacement=again)
    suite.fails(f"{name}, no class", "shape", "x", [], x=array([]), num_samples=1, replacement=again)
suite("more than there are", x=positive((3,)), num_samples=300, replacement=True)
suite("many classes", x=positive((2, 500)), num_samples=100)
suite("null for the context's generator", x=positive((3,)), num_samples=2, generator=None)
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for n in (3, 2):
    own.expect(
        call("multinomial", x=positive((5,)), num_samples=n, generator=var("g")),
        classes(stream, positive((5,)).values, n),
    )
suite.fails("not enough classes", "value", "num_samples", ["4", "3"], x=positive((3,)), num_samples=4)
suite.fails("too many zeros", "value", "num_samples", ["3", "2"], x=array([1, 0, 1]), num_samples=3)
suite.fails("fewer than none", "value", "num_samples", ["-1"], x=positive((3,)), num_samples=-1)
suite.fails("rank 0", "shape", "x", [], x=array(1.0), num_samples=1)
suite.fails("rank 3", "shape", "x", [], x=positive((1, 2, 3)), num_samples=1)
suite.fails(
    "more than there is memory for", "out_of_memory", None, [], x=positive((3,)), num_samples=2**45, replacement=True
)
suite.refuses(FLOATING, lambda t: {"x": numbers((2,), t), "num_samples": 1}, "x")
