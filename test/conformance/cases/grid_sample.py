"""torch.nn.functional.grid_sample in float64. PyTorch has no second gradients of it; those of the same sums, made of
torch.gather, stand in for them, and are checked against PyTorch's first."""

import itertools

import numpy as np
import torch
from oracle import FLOATING, Array, Suite, array, dtype_of, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn import functional


def reference(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False):
    return functional.grid_sample(x, grid, mode, padding_mode, align_corners)


def reflect(at, low, high):
    if low == high:
        return torch.zeros_like(at)
    span = (high - low) / 2
    way = torch.remainder(at - low / 2, 2 * span)
    return low / 2 + torch.where(way < span, way, 2 * span - way)


def bounded(at, size, padding, align):
    if padding == "reflection":
        at = reflect(at, 0, 2 * (size - 1)) if align else reflect(at, -1, 2 * size - 1)
    return at if padding == "zeros" else at.clamp(0, size - 1)


def cubic(t, a=-0.75):
    t = t.abs()
    near = ((a + 2) * t - (a + 3)) * t * t + 1
    return torch.where(t <= 1, near, ((a * t - 5 * a) * t + 8 * a) * t - 4 * a)


def by_definition(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False):
    n, channels, *sizes = x.shape
    taps = []
    for i, size in enumerate(sizes):
        at = grid[..., len(sizes) - 1 - i].reshape(n, 1, -1)
        at = (at + 1) / 2 * (size - 1) if align_corners else ((at + 1) * size - 1) / 2
        if mode == "bicubic":
            first = torch.floor(at.detach())
            steps = [first + k for k in range(-1, 3)]
            along = [(bounded(s, size, padding_mode, align_corners), cubic(at - s)) for s in steps]
        else:
            at = bounded(at, size, padding_mode, align_corners)
            first = torch.floor(at.detach())
            along = [(first, 1 - (at - first)), (first + 1, at - first)]
            if mode == "nearest":
                along = [(torch.round(at.detach()), torch.ones_like(at))]
        taps.append([(p, w * ((p >= 0) & (p <= size - 1)), size) for p, w in along])
    total = 0
    for combination in itertools.product(*taps):
        place, weight = 0, 1
        for p, w, size in combination:
            place, weight = place * size + p.clamp(0, size - 1).long(), weight * w
        found = torch.gather(x.reshape(n, channels, -1), 2, place.expand(n, channels, -1))
        total = total + found * weight
    return total.reshape(n, channels, *grid.shape[1:-1])


def check():
    for mode, padding, align in itertools.product(
        ["bilinear", "nearest", "bicubic"], ["zeros", "border", "reflection"], [False, True]
    ):
        x, grid = torch.rand(2, 2, 3, 4, requires_grad=True), (torch.rand(2, 5, 3, 2) * 4 - 2).requires_grad_()
        by = torch.rand(2, 2, 5, 3)
        ours, theirs = (f(x, grid, mode, padding, align) for f in (by_definition, reference))
        assert torch.allclose(ours, theirs)
        for leaf in [x, grid] if mode != "nearest" else [x]:
            pair = [torch.autograd.grad(out, leaf, by, retain_graph=True)[0] for out in (ours, theirs)]
            assert torch.allclose(*pair), (mode, padding, align)


def between(shape, dtype):
    """Coordinates that lie between elements, with few bits, so that float32 has the places exactly."""
    return Array((2 * np.floor(numbers(shape, "float64", 2, -13, 13).values) + 1) / 16, dtype)


torch.manual_seed(0)
check()
suite = Suite("grid_sample", by_torch(reference), lambda x, grid, **_: dtype_of(x, grid))
image, volume = numbers((2, 3, 4, 5)), numbers((2, 2, 3, 4, 2))
grid = numbers((2, 3, 4, 2), "float32", 1, -1.9, 1.9)
deep = numbers((2, 2, 3, 4, 3), "float32", 1, -1.9, 1.9)
suite.each(FLOATING, lambda t: {"x": numbers((2, 3, 4, 5), t), "grid": numbers((2, 3, 4, 2), t, 1, -1, 1)})
suite("types that differ", x=numbers((2, 3, 4, 5), "float64"), grid=grid)
for mode, padding, align in itertools.product(
    ["bilinear", "nearest", "bicubic"], ["zeros", "border", "reflection"], [False, True]
):
    more = {"mode": mode, "padding_mode": padding, "align_corners": align}
    name = f"{mode}, {padding}{', corners' if align else ''}"
    suite(name, x=image, grid=grid, **more)
    far = numbers((2, 3, 4, 2), "float64", 1, -30, 30)
    suite(f"{name}, far outside", x=numbers((2, 3, 4, 5), "float64"), grid=far, **more)
    suite(f"{name}, one element", x=numbers((2, 3, 1, 1)), grid=grid, **more)
    if mode != "bicubic":
        suite(f"{name}, a volume", x=volume, grid=deep, **more)
    gradients(
        suite,
        by_definition,
        lambda t, more=more: {"x": numbers((1, 2, 2, 4), t), "grid": between((1, 2, 3, 2), t), **more},
        f"gradient, {name},",
    )
for mode in ["bilinear", "nearest"]:
    gradients(
        suite,
        by_definition,
        lambda t, mode=mode: {
            "x": numbers((1, 2, 2, 4, 2), t),
            "grid": between((1, 2, 1, 2, 3), t),
            "mode": mode,
        },
        f"gradient, {mode}, a volume,",
    )
edges = array([[[[-1, -1], [1, 1], [0, 0], [1, -1]]]], "float64")
for align in [False, True]:
    corners = {"padding_mode": "border", "align_corners": align}
    suite(f"edges, corners {align}", x=numbers((1, 1, 3, 5), "float64"), grid=edges, **corners)
odd = array([[[[np.nan, 0], [0, np.inf], [-np.inf, 0.5], [1e30, -1e30]]]], "float64")
for padding, beyond in [("zeros", [0.0, 0.0, 0.0]), ("border", None)]:
    x = Array(np.arange(9.0).reshape(1, 1, 3, 3), "float64")
    border = [3.0, 7.0, 5.25, 2.0]  # NaN is the left edge, and half an element beyond it
    found = border if beyond is None else [1.5, *beyond]
    expect = Array([[[found]]], "float64")
    suite(f"not numbers, {padding}", x=x, grid=odd, padding_mode=padding, expect=expect)
suite("no images", x=numbers((0, 3, 4, 5)), grid=numbers((0, 2, 2, 2)), expect=numbers((0, 3, 2, 2)))
suite("no places", x=image, grid=numbers((2, 0, 2, 2)), expect=numbers((2, 3, 0, 2)))
suite("no channels", x=numbers((2, 0, 4, 5)), grid=grid, expect=numbers((2, 0, 3, 4)))
suite.fails("no images or volumes", "shape", "x", ["[2, 3]"], x=numbers((2, 3)), grid=grid)
suite.fails("a grid of another rank", "shape", "grid", [], x=volume, grid=grid)
suite.fails("a grid for other images", "shape", "grid", ["[1,"], x=image, grid=numbers((1, 3, 4, 2)))
suite.fails("three coordinates", "shape", "grid", ["3]"], x=image, grid=numbers((2, 3, 4, 3)))
suite.fails("images of nothing", "shape", "x", ["axis {3}"], x=numbers((2, 3, 4, 0)), grid=grid)
suite.fails("bicubic in volumes", "value", "mode", ["bicubic"], x=volume, grid=deep, mode="bicubic")
suite.refuses(FLOATING, lambda t: {"x": numbers((2, 3, 4, 5), t), "grid": grid}, "x")
