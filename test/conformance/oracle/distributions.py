"""Distributions over Philox's fractions, in Python's floats: written from the papers, with math's log, lgamma and exp."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from .arrays import Array, array
from .dtypes import FLOATING, is_floating, promoted
from .expressions import call, new, var
from .philox import Stream
from .suite import Suite, plain


def normal(f: Iterator[float]) -> float:
    return math.sqrt(-2 * math.log(1 - next(f))) * math.cos(2 * math.pi * next(f))


def log_gamma_number(f: Iterator[float], concentration: float) -> float:
    """The logarithm of a number of Gamma(concentration, 1): Marsaglia and Tsang (2000)."""
    a = concentration + 1 if concentration < 1 else concentration
    d = a - 1 / 3
    while True:
        x, u = normal(f), 1 - next(f)
        v = (1 + x / math.sqrt(9 * d)) ** 3
        if v > 0 and math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            break
    return math.log(d * v) + (math.log(1 - next(f)) / concentration if concentration < 1 else 0)


def gamma(f: Iterator[float], concentration: float, rate: float = 1) -> float:
    return math.exp(log_gamma_number(f, concentration)) / rate


def beta(f: Iterator[float], a: float, b: float) -> float:
    x, y = log_gamma_number(f, a), log_gamma_number(f, b)
    if x == y == -math.inf:  # smaller than floats are
        return float(next(f) * (a + b) < a)
    return math.exp(x - np.logaddexp(x, y))


def inverted(f: Iterator[float], probability: Callable[[int], float]) -> int:
    """The first k whose cumulative probability is above a fraction."""
    u, k, total = next(f), 0, probability(0)
    while u >= total:
        k += 1
        total += probability(k)
    return k


def transformed(
    f: Iterator[float], a: float, b: float, centre: float, square: float, scale: float, log_p: Callable[[int], float]
) -> int:
    """Hörmann's transformed rejection with squeeze (1993)."""
    while True:
        u, v = next(f) - 0.5, next(f)
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + centre)
        if k < 0 or log_p(k) == -math.inf:
            continue
        if (us >= 0.07 and v <= square) or math.log(v * scale / (a / us**2 + b)) <= log_p(k):
            return k


def poisson(f: Iterator[float], rate: float) -> int:
    def log_p(k: int) -> float:
        return k * math.log(rate) - rate - math.lgamma(k + 1) if rate > 0 else (0 if k == 0 else -math.inf)

    if rate < 10:
        return inverted(f, lambda k: math.exp(log_p(k)))
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    return transformed(f, a, b, rate + 0.43, 0.9277 - 3.6224 / (b - 2), 1.1239 + 1.1328 / (b - 3.4), log_p)


def binomial(f: Iterator[float], n: float, p: float) -> int:
    n = int(n)
    if p > 0.5:
        return n - binomial(f, n, 1 - p)

    def log_p(k: int) -> float:
        return math.log(math.comb(n, k)) + k * math.log(p) + (n - k) * math.log1p(-p) if k <= n else -math.inf

    if n * p < 10:
        return inverted(f, lambda k: math.comb(n, k) * p**k * (1 - p) ** (n - k))
    root = math.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * root
    peak = log_p(math.floor((n + 1) * p))
    return transformed(
        f,
        -0.0873 + 0.0248 * b + 0.01 * p,
        b,
        n * p + 0.5,
        0.92 - 4.2 / b,
        (2.83 + 5.1 / b) * root,
        lambda k: log_p(k) - peak,
    )


def truncated_normal(f: Iterator[float], low: float, high: float) -> float:
    """Of the standard distribution: Robert (1995)."""
    if high < 0:
        return -truncated_normal(f, -high, -low)
    root = math.sqrt(low * low + 4)
    if low <= 0 and high - low > 2.5:
        while True:
            z = normal(f)
            if low <= z <= high:
                return z
    slope = (low + root) / 2
    limit = low + 2 * math.sqrt(math.e) / (low + root) * math.exp((low * low - low * root) / 4)
    while True:
        if low > 0 and high > limit:
            z = low - math.log(1 - next(f)) / slope
            accepted = math.exp(-((z - slope) ** 2) / 2)
        else:
            z = low + (high - low) * next(f)
            accepted = math.exp((max(low, 0) ** 2 - z * z) / 2)
        if 1 - next(f) <= accepted and z <= high:
            return z


def gumbel(stream: Stream, shape: tuple[int, ...], dtype: str = "float32") -> np.ndarray:
    """Of the standard distribution; a fraction of 0 counts as half a step."""
    u = stream.fractions(int(np.prod(shape)), dtype).reshape(shape)
    return -np.log(-np.log1p(-np.maximum(u, 2.0**-54 if dtype == "float64" else 2.0**-25)))


def shape_of(shape: object, *parameters: object) -> tuple[int, ...]:
    """What is asked for, else that of the parameters together."""
    if shape is None:
        return np.broadcast_shapes(*[np.shape(p) for p in parameters])
    return tuple(int(n) for n in np.atleast_1d(shape))


def drawn(number: Callable[..., float], stream: Stream, parameters: list[object], shape: object = None) -> np.ndarray:
    """number(fractions, *parameters) for each element."""
    shape = shape_of(shape, *parameters)
    spread = [np.broadcast_to(np.asarray(p, np.float64), shape).reshape(-1) for p in parameters]
    n = int(np.prod(shape, dtype=np.int64))
    found = [number(f, *[float(p[i]) for p in spread]) for i, f in enumerate(stream.sequences(n))]
    return np.array(found, dtype=np.float64).reshape(shape)


def result_dtype(dtype: str | None = None, **given: object) -> str:
    """What is asked for, else the floating dtype of the parameters."""
    if dtype is not None:
        return dtype
    arrays = [value.dtype for value in given.values() if isinstance(value, Array)]
    own = promoted(*arrays) if arrays else "float32"
    return own if is_floating(own) else "float32"


def common_cases(
    suite: Suite, one: dict[str, object], broadcast: dict[str, object], dtypes: list[str] = FLOATING
) -> None:
    """Of each distribution: `one` has parameters that are numbers, `broadcast` tensors of shapes [3] and [2, 1] or so."""
    suite("numbers", **one, shape=[2, 3])
    suite("one number", **one)
    suite("one axis by a number", **one, shape=6)
    suite("rank 0", **one, shape=[])
    suite("empty", **one, shape=[0, 2])
    suite("nulls", **one, shape=None, dtype=None, generator=None)
    suite("more than a chunk", **one, shape=[1100])
    suite.each(dtypes, lambda t: {**one, "shape": [9], "dtype": t})
    suite("tensors", **broadcast)
    suite("tensors and a shape", **broadcast, shape=[2, 2, 3])
    for dtype in ["float64", "bfloat16"]:
        given = {k: Array(v.values, dtype) if isinstance(v, Array) else v for k, v in broadcast.items()}
        values = suite.reference(**{k: plain(v) for k, v in given.items()}, dtype=dtype)
        suite(f"tensors of {dtype}", **given, expect=Array(values, dtype))
    suite.fails("a shape that does not fit", "shape", "shape", ["[2, 2]"], **broadcast, shape=[2, 2])
    suite.fails("a shape of too few axes", "shape", "shape", ["[]"], **broadcast, shape=[])
    suite.fails("a negative size", "shape", "shape", ["-1"], **one, shape=[-1])
    suite.fails("more than there is memory for", "out_of_memory", None, [], **one, shape=[2**40, 2**15])
    refused = next((t for t in ["int32", "bool"] if t not in dtypes), None)
    if refused:
        suite.fails(f"the dtype {refused}", "dtype", "dtype", [refused], **one, shape=[2], dtype=refused)


def own_generator(
    suite: Suite, expected: Callable[[Stream], np.ndarray], dtype: str = "float32", **given: object
) -> None:
    """Two calls in a row from a generator of seed 7."""
    script = suite.script("a generator of its own")
    script.let("g", new("Generator", seed=7))
    stream = Stream(7)
    for _ in range(2):
        script.expect(call(suite.subject, **given, generator=var("g")), array(expected(stream), dtype))
