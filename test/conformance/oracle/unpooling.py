"""Cases of max_unpool1d, max_unpool2d and max_unpool3d: what PyTorch makes of what its pooling gave, in float64."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array, numbers
from .dtypes import FLOATING, INTEGER
from .expressions import call, get, new, var
from .pooling import Function, shape_of
from .pytorch import by_torch, gradients, plain, tensor
from .suite import Suite


def by_planes(unpool: Function, axes: int) -> Function:
    def unpooled(x, indices, kernel_size, stride=None, padding=0, output_size=None):
        planes = (-1, 1, *x.shape[x.ndim - axes :])
        size = [output_size] if isinstance(output_size, int) else output_size
        found = unpool(x.reshape(planes), indices.reshape(planes), kernel_size, stride, padding, size)
        return found.reshape(*x.shape[: x.ndim - axes], *found.shape[2:])

    return unpooled


def pooled(pool: Function, x: Array, axes: int, indices: str = "int64", **how: object) -> dict[str, object]:
    """The arguments of the way back."""
    planes = tensor(x).reshape(-1, 1, *x.shape[x.values.ndim - axes :])
    back = {name: value for name, value in how.items() if name != "ceil_mode"}
    both = pool(planes, **how, return_indices=True)
    values, positions = (part.reshape(*x.shape[: x.values.ndim - axes], *part.shape[2:]) for part in both)
    return {"x": Array(plain(values), x.dtype), "indices": Array(plain(positions), indices), **back}


def unpooling(name: str, pool: Function, unpool: Function, axes: int) -> Suite:
    of_planes = by_planes(unpool, axes)
    suite = Suite(name, by_torch(of_planes), lambda x, **_: x.dtype, exact=True)
    suite.keeps = ("indices",)  # of random ones two may be the same, and PyTorch gives each of them the whole gradient

    def given(shape: tuple[int, ...], dtype: str = "float32", **how: object) -> dict[str, object]:
        return pooled(pool, numbers(shape, dtype), axes, **how)

    even = (2, 3, *([4 + 2 * i for i in range(axes)]))
    suite.each(FLOATING, lambda t: given(even, t, kernel_size=2))
    suite.each(INTEGER, lambda t: given((2, *([4] * axes)), kernel_size=2, indices=t), "positions of")
    suite("no axes in front", **given((4,) * axes, kernel_size=2))
    suite("windows that are not square", **given((2, *([6] * axes)), kernel_size=[2, 3, 2][:axes] if axes > 1 else 3))
    suite("steps", **given((2, *([7] * axes)), kernel_size=1, stride=2))
    suite("null for the stride", **given(even, kernel_size=2, stride=None))
    suite("padding", **given((2, *([6] * axes)), kernel_size=2, stride=2, padding=1))
    odd = shape_of(axes, 5)
    size = odd[0] if axes == 1 else list(odd)
    suite("output_size", **given((2, *odd), kernel_size=2), output_size=size)
    suite("null for output_size", **given(even, kernel_size=2), output_size=None)
    none = {"x": numbers((0, *([2] * axes))), "indices": Array(np.zeros((0, *([2] * axes)), np.int64), "int64")}
    suite("no examples", **none, kernel_size=2, expect=numbers((0, *([4] * axes))))
    twice = {"x": numbers((1, *([2] * axes))), "indices": Array(np.zeros((1, *([2] * axes)), np.int64), "int64")}
    last = np.zeros((1, *([4] * axes)))
    last.flat[0] = twice["x"].values.flat[-1]  # the last in row-major order stays
    suite("several to one place", **twice, kernel_size=2, expect=Array(last, "float32"))
    usual = given(even, kernel_size=2)
    suite.fails("another shape", "shape", "indices", [], **{**usual, "x": numbers((2, 2, *usual["x"].shape[2:]))})
    suite.fails("no window", "value", "kernel_size", ["0"], **{**usual, "kernel_size": 0})
    suite.fails("no step", "value", "stride", ["0"], **usual, stride=0)
    suite.fails("too much padding", "value", "padding", ["2"], **usual, padding=2)
    suite.fails("a size too far", "value", "output_size", ["9"], **usual, output_size=9)
    outside = Array(np.full((1, *([2] * axes)), 4**axes), "int64")
    suite.fails("outside", "index", "indices", [f"{{{4**axes}}}"], x=twice["x"], indices=outside, kernel_size=2)
    suite.refuses(FLOATING, lambda t: {**twice, "x": numbers((1, *([2] * axes)), t), "kernel_size": 2}, "x")
    gradients(suite, of_planes, lambda t: given((2, *([4] * axes)), t, kernel_size=2))
    return suite


def unpooling_class(cls: str, pool: Function, of_torch: type[torch.nn.Module], axes: int) -> Suite:
    suite = Suite(cls)
    several = lambda one: one if axes == 1 else [one] * axes
    for name, how in [
        ("defaults", {"kernel_size": 2}),
        ("steps and padding", {"kernel_size": 3, "stride": 3, "padding": 1}),
    ]:
        size = 8 if name == "defaults" else 7  # which so many windows fill
        given = pooled(pool, numbers((2, 1, *([size] * axes))), axes, **how)
        operands = {key: given[key] for key in ("x", "indices")}
        script = suite.script(name)
        script.let("object", new(cls, **how))
        for key, value in {"stride": None, "padding": 0, **how}.items():
            script.expect(get(f"{cls}.{key}", var("object")), value if value is None else several(value))
        module = of_torch(**how)
        in_torch = list(map(tensor, operands.values()))
        script.expect(call(f"{cls}.call", self_=var("object"), **operands), Array(plain(module(*in_torch)), "float32"))
        if name == "defaults":
            sizes = [9] * axes
            wider = module(*in_torch, output_size=[2, 1, *sizes])
            own = call(f"{cls}.call", self_=var("object"), **operands, output_size=several(9))
            script.expect(own, Array(plain(wider), "float32"))
    return suite


__all__ = ["unpooling", "unpooling_class"]
