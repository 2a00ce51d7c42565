"""Dropout of channels and alpha dropout: Philox's masks, and what PyTorch makes of what is kept and of what is dropped."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from .arrays import Array, numbers
from .dtypes import FLOATING
from .expressions import call, get, new, var
from .philox import Stream
from .pytorch import gradients, kept_scale, tensor
from .suite import Suite

# From what is kept (0 or 1 of each element), and p, the factor and the summand of each element.
Line = Callable[[np.ndarray, float], tuple[np.ndarray, np.ndarray]]


def kept(shape: tuple[int, ...], p: float, stream: Stream) -> np.ndarray:
    return stream.fractions(int(np.prod(shape, dtype=np.int64))).reshape(shape) >= p


def scaled(keep: np.ndarray, p: float) -> tuple[np.ndarray, np.ndarray]:
    return keep * kept_scale(p), np.zeros(keep.shape)


def affine(keep: np.ndarray, p: float) -> tuple[np.ndarray, np.ndarray]:
    """As torch.nn.functional.alpha_dropout does with zeros and ones."""

    def seen(x: torch.Tensor) -> torch.Tensor:
        torch.manual_seed(0)
        return torch.nn.functional.alpha_dropout(x, p, training=True)

    zeros, ones = seen(torch.zeros(1000)), seen(torch.ones(1000))
    slope = float((ones - zeros).max())
    dropped = zeros[ones == zeros]
    summand = float(zeros[ones != zeros][0]) if slope else 0.0
    return keep * slope, np.where(keep, summand, float(dropped[0]) if len(dropped) else 0.0)


def terms(shape: tuple[int, ...], inner: int, line: Line, p: float, stream: Stream) -> tuple[np.ndarray, np.ndarray]:
    """The factor and the summand of each element, where the last `inner` axes are dropped as one."""
    outer = len(shape) - inner
    return line(kept(shape[:outer], p, stream).reshape(shape[:outer] + (1,) * inner), p)


def dropout_layer(cls: str, x: Array, inner: int, line: Line) -> Suite:
    """The layer in training, in evaluation, in training again, and with another p."""
    suite = Suite(cls)

    def dropped(stream: Stream, p: float = 0.5) -> Array:
        factor, summand = terms(x.shape, inner, line, p, stream)
        return Array(x.values * factor + summand, x.dtype)

    forward = call(f"{cls}.forward", self_=var("layer"), x=x)
    script = suite.script("training and evaluation")
    script.let("layer", new(cls))
    script.expect(get(f"{cls}.p", var("layer")), 0.5)
    stream = Stream(0)
    script.expect(forward, dropped(stream))
    script.do(call("Module.eval", self_=var("layer")))
    script.expect(forward, x, exact=True)
    script.do(call("Module.train", self_=var("layer")))
    script.expect(forward, dropped(stream))
    quarter = suite.script("a quarter")
    quarter.let("layer", new(cls, p=0.25))
    quarter.expect(forward, dropped(Stream(0), 0.25))
    wrong = suite.script("p above 1")
    wrong.fails(new(cls, p=1.5), "value", "p", ["1.5"])
    return suite


def dropout_suite(name: str, shapes: list[tuple[int, ...]], inner: Callable[[int], int], line: Line) -> Suite:
    """`inner` gives for a rank how many of the last axes are dropped as one. The first shape is the usual one."""

    def reference(x, p=0.5, training=True, generator=None, stream=None):
        if not training:
            return x
        factor, summand = terms(x.shape, inner(x.ndim), line, p, stream or Stream(0))
        return x * factor + summand

    suite = Suite(name, reference, lambda x, **_: x.dtype)
    usual = shapes[0]
    suite.each(FLOATING, lambda t: {"x": numbers(usual, t)})
    for shape in shapes[1:]:
        suite(f"shape {list(shape)}", x=numbers(shape))
    suite("a quarter", x=numbers(usual), p=0.25)
    suite("none dropped", x=numbers(usual), p=0.0)
    suite("all dropped", x=numbers(usual), p=1.0)
    suite("not training", x=numbers(usual), p=0.5, training=False)
    suite("null for the context's generator", x=numbers(usual), generator=None)
    suite("empty", x=numbers((0, *usual[1:])))
    suite.fails("p above 1", "value", "p", ["1.5"], x=numbers(usual), p=1.5)
    suite.fails("p below 0", "value", "p", ["-0.5"], x=numbers(usual), p=-0.5)
    suite.refuses(FLOATING, lambda t: {"x": numbers(usual, t)}, "x")
    own = suite.script("what it draws")
    own.let("g", new("Generator", seed=7))
    x, stream = numbers(usual), Stream(7)
    own.do(call(name, x=x, training=False, generator=var("g")))
    for _ in range(2):
        own.expect(call(name, x=x, generator=var("g")), Array(reference(x.values, stream=stream), "float32"))

    def by_torch(x: torch.Tensor, p: float) -> torch.Tensor:
        factor, summand = terms(tuple(x.shape), inner(x.ndim), line, p, Stream(0))
        return x * tensor(factor) + tensor(summand)

    gradients(suite, by_torch, lambda t: {"x": numbers(usual, t), "p": 0.25})
    return suite


__all__ = ["affine", "dropout_layer", "dropout_suite", "scaled"]
