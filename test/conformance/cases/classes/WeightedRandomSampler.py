"""Philox's draws by weights: inversion with replacement, else the shortest waiting times; see multinomial."""

import numpy as np
from oracle import Stream, Suite, array, new
from oracle.samplers import sampled

suite = Suite("WeightedRandomSampler")
WEIGHTS = array([1, 0, 2, 4, 0.5, 3, 0])


def inverted(stream, n):
    cumulative = np.cumsum(WEIGHTS.values / WEIGHTS.values.sum())
    return np.array([(cumulative <= next(f)).sum() for f in stream.sequences(n)])


def waited(stream, n):
    own = stream.sequences(n)[0]
    times = np.array([-np.log1p(-next(own)) for _ in WEIGHTS.values])
    return np.argsort(np.divide(times, WEIGHTS.values, out=np.full(7, np.inf), where=WEIGHTS.values > 0))[:n]


one, two, three = Stream(0), Stream(0), Stream(0)
sampled(suite, "with replacement", lambda: inverted(one, 9), {"weights": WEIGHTS, "num_samples": 9})
given = {"weights": WEIGHTS, "num_samples": 4, "replacement": False}
sampled(suite, "without", lambda: waited(two, 4), given)
wide = array(WEIGHTS.values, "float64")
sampled(suite, "in float64", lambda: inverted(three, 5), {"weights": wide, "num_samples": 5, "replacement": True})
wrong = suite.script("what can not be drawn")
make = lambda weights, n, **given: new("WeightedRandomSampler", weights=array(weights), num_samples=n, **given)
wrong.fails(make([[1, 2]], 1), "shape", "weights", ["[1, 2]"])
wrong.fails(make([], 1), "shape", "weights", [])
wrong.fails(make([1, -1], 1), "value", "weights", ["{1}"])
wrong.fails(make([1, 2], 3, replacement=False), "value", "num_samples", ["3", "2"])
wrong.fails(make([1, 2], -1), "value", "num_samples", ["-1"])
