"""Cases of fractional max pooling: PyTorch's in float64, with the numbers between 0 and 1 that are given, or Philox's."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array, array, numbers
from .dtypes import FLOATING
from .expressions import call, field, get, new, var
from .philox import Stream
from .pooling import Function, WithIndices, shape_of
from .pytorch import by_torch, gradients, plain, tensor
from .suite import Suite


def drawn(shape: tuple[int, ...], axes: int, stream: Stream, dtype: str = "float32") -> np.ndarray:
    """The numbers for each plane."""
    own = (*shape[: len(shape) - axes], axes)
    return stream.fractions(int(np.prod(own, dtype=np.int64)), dtype).reshape(own)


def of_planes(function: Function, axes: int, dtype: str = "float32") -> Function:
    """For any number of axes before the windows': values and positions."""

    def pooled(x, random_samples=None, kernel_size=1, output_size=None, output_ratio=None, generator=None):
        front = x.shape[: x.ndim - axes]
        if random_samples is None:
            random_samples = torch.from_numpy(np.asarray(drawn(tuple(x.shape), axes, Stream(0), dtype), np.float64))
        planes = x.reshape(-1, 1, *x.shape[x.ndim - axes :])
        ratio = output_ratio * axes if output_ratio and len(output_ratio) == 1 else output_ratio
        samples = random_samples.reshape(-1, 1, axes)
        found = function(planes, kernel_size, output_size, ratio, return_indices=True, _random_samples=samples)
        return [part.reshape(*front, *part.shape[2:]) for part in found]

    return pooled


def fill(suite: Suite, axes: int, gradient_of: Function) -> Suite:
    def samples(front: tuple[int, ...], dtype: str = "float32", seed: int = 0) -> Array:
        return numbers((*front, axes), dtype, seed, 0.0, 0.75)

    small, x = shape_of(axes, 4), numbers((2, 3, *shape_of(axes, 7)))
    usual = {"x": x, "random_samples": samples((2, 3)), "kernel_size": 2, "output_size": 3}
    suite.each(FLOATING, lambda t: {**usual, "x": numbers((2, 3, *shape_of(axes, 7)), t)})
    suite.each(FLOATING, lambda t: {**usual, "random_samples": samples((2, 3), t)}, "numbers of")
    several = [2 + i for i in range(axes)]
    suite("sizes for each axis", **{**usual, "kernel_size": several, "output_size": several[::-1]})
    suite("one window", **{**usual, "output_size": 1})
    most = [n - (1 if axes == 2 else 2) for n in x.shape[2:]]  # of three axes PyTorch refuses one more
    suite("as many windows as fit", **{**usual, "output_size": most})
    ratios = {key: value for key, value in usual.items() if key != "output_size"}
    suite("a ratio", **ratios, output_ratio=[0.5])
    suite("a ratio for each axis", **ratios, output_ratio=[0.5, 0.25, 0.75][:axes])
    suite("no axes in front", x=numbers(small), random_samples=samples(()), kernel_size=2, output_size=2)
    suite("null for what was left out", **{**usual, "output_ratio": None, "generator": None})
    suite("all equal", **{**usual, "x": Array(np.ones(x.shape), "float32")})
    for dtype in ["float32", "bfloat16"]:
        suite(f"drawn, {dtype}", x=numbers((2, 3, *shape_of(axes, 7)), dtype), kernel_size=2, output_size=3)
    suite("null for the numbers", x=x, random_samples=None, kernel_size=2, output_ratio=[0.6])
    suite.fails("no size", "value", "output_size", ["neither"], **ratios)
    suite.fails("two sizes", "value", "output_size", ["both"], **usual, output_ratio=[0.5])
    suite.fails("a ratio of 1", "value", "output_ratio", ["1"], **ratios, output_ratio=[1.0])
    suite.fails("too many ratios", "value", "output_ratio", ["4"], **ratios, output_ratio=[0.5] * 4)
    suite.fails("a window too large", "value", "kernel_size", ["8"], **{**usual, "kernel_size": 8})
    suite.fails("too many windows", "value", "output_size", ["7", "6"], **{**usual, "output_size": 7})
    suite.fails("other planes", "shape", "random_samples", [], **{**usual, "random_samples": samples((3, 2))})
    suite.refuses(FLOATING, lambda t: {**usual, "x": numbers((2, 3, *shape_of(axes, 7)), t)}, "x")
    own = suite.script("what it draws")
    own.let("g", new("Generator", seed=7))
    stream, asked = Stream(7), {"x": x, "kernel_size": 2, "output_size": 3}
    for _ in range(2):
        numbers_of_plane = torch.from_numpy(np.asarray(drawn(x.shape, axes, stream), np.float64))
        values = gradient_of(tensor(x), numbers_of_plane, 2, 3)
        found = call(suite.subject, **asked, generator=var("g"))
        of_values = field("values", found) if isinstance(suite, WithIndices) else found
        own.expect(of_values, array(plain(values)), exact=True)

    def given(t: str) -> dict[str, object]:
        return {"x": numbers((2, *small), t), "random_samples": samples((2,)), "kernel_size": 2, "output_size": 2}

    gradients(suite, gradient_of, given, fixed=["random_samples"])
    return suite


def fractional(name: str, function: Function, axes: int) -> Suite:
    both = of_planes(function, axes)
    values = lambda *given, **named: both(*given, **named)[0]
    return fill(Suite(name, by_torch(values), lambda x, **_: x.dtype, exact=True), axes, values)


def fractional_with_indices(name: str, function: Function, axes: int) -> Suite:
    suite = WithIndices(name, function, axes)
    both = of_planes(function, axes)
    suite.reference = by_torch(both)
    return fill(suite, axes, lambda *given: both(*given)[0])


def fractional_class(cls: str, of_torch: type[torch.nn.Module], axes: int) -> Suite:
    suite = Suite(cls)
    x = numbers((2, 3, *shape_of(axes, 7)))
    for i, given in enumerate([{"kernel_size": 2, "output_size": 3}, {"kernel_size": 3, "output_ratio": [0.5]}]):
        script = suite.script(", ".join(given))
        script.let("object", new(cls, **given))
        script.expect(get(f"{cls}.kernel_size", var("object")), [given["kernel_size"]] * axes)
        size = given.get("output_size")
        script.expect(get(f"{cls}.output_size", var("object")), None if size is None else [size] * axes)
        script.expect(get(f"{cls}.output_ratio", var("object")), given.get("output_ratio"))
        ratio = given["output_ratio"] * axes if i else None
        stream = Stream(0)
        both = []
        for _ in range(2):
            own = torch.from_numpy(np.asarray(drawn(x.shape, axes, stream), np.float64))
            module = of_torch(given["kernel_size"], size, ratio, return_indices=True, _random_samples=own)
            both.append(module(tensor(x)))
        script.expect(call(f"{cls}.forward", self_=var("object"), x=x), array(plain(both[0][0])))
        script.let("both", call(f"{cls}.forward_with_indices", self_=var("object"), x=x))
        script.expect(field("values", var("both")), array(plain(both[1][0])))
        script.expect(field("indices", var("both")), Array(plain(both[1][1]), "int64", "indices"))
    return suite


__all__ = ["fractional", "fractional_class", "fractional_with_indices"]
