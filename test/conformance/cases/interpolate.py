"""torch.nn.functional.interpolate in float64."""

import math

from oracle import FLOATING, Array, Suite, extremes, numbers
from oracle.pytorch import by_torch, gradients
from torch.nn import functional

AXES = {"linear": 1, "bilinear": 2, "trilinear": 3, "bicubic": 2}


def reference(
    x,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=False,
    recompute_scale_factor=False,
    antialias=False,
):
    given = size if size is not None else scale_factor
    if not isinstance(given, (list, tuple)):
        given = [given]
    axes = AXES.get(mode, len(given) if len(given) > 1 else x.ndim - 2)
    given = list(given) * axes if len(given) == 1 else list(given)
    front = x.shape[: x.ndim - axes]
    out = functional.interpolate(
        x.reshape(1, math.prod(front), *x.shape[x.ndim - axes :]),
        **{"size" if size is not None else "scale_factor": given},
        mode=mode.replace("_", "-"),
        align_corners=align_corners if mode in AXES else None,
        recompute_scale_factor=recompute_scale_factor if size is None else None,
        antialias=antialias,
    )
    return out.reshape(*front, *out.shape[2:])


suite = Suite("interpolate", by_torch(reference), lambda x, **_: x.dtype)
line, image, volume = numbers((2, 3, 7)), numbers((2, 3, 5, 7)), numbers((2, 2, 3, 4, 5))
suite.each(FLOATING, lambda t: {"x": numbers((2, 3, 5, 7), t), "size": [8, 4], "mode": "bilinear"})
every = [("linear", line), ("bilinear", image), ("bicubic", image), ("trilinear", volume)]
every += [(mode, x) for mode in ["nearest", "nearest_exact", "area"] for x in [line, image, volume]]
for mode, x in every:
    name, axes = f"{mode}, {x.values.ndim - 2} axes", x.values.ndim - 2
    suite(f"{name}, larger", x=x, size=[n + 3 + i for i, n in enumerate(x.shape[2:])], mode=mode)
    suite(f"{name}, smaller", x=x, size=[n - 1 - i for i, n in enumerate(x.shape[2:])], mode=mode)
    suite(f"{name}, one size", x=x, size=4, mode=mode)
    suite(f"{name}, factors", x=x, scale_factor=[1.7 + 0.6 * i for i in range(axes)], mode=mode)
    suite(f"{name}, one factor", x=x, scale_factor=[0.7], mode=mode)
    suite(f"{name}, recomputed", x=x, scale_factor=[1.3], recompute_scale_factor=True, mode=mode)
    suite(f"{name}, one element", x=numbers((2, 2, *[1] * axes)), size=[3] * axes, mode=mode)
    gradients(
        suite,
        lambda x, size, mode: reference(x, size, mode=mode),
        lambda t, mode=mode, axes=axes: {"x": numbers((2, *[3] * axes, 4), t), "size": [4] * axes, "mode": mode},
        f"gradient, {name},",
    )
    if mode not in AXES:
        continue
    suite(f"{name}, corners", x=x, size=6, mode=mode, align_corners=True)
    suite(f"{name}, corners and a factor", x=x, scale_factor=[1.7], mode=mode, align_corners=True)
    suite(f"{name}, no axes in front", x=numbers((3, 4, 5)[:axes]), size=4, mode=mode)
    suite.fails(f"{name}, too few axes", "shape", "x", [], x=numbers((4,) * (axes - 1)), size=2, mode=mode)
for mode in ["bilinear", "bicubic"]:
    suite(f"{mode}, antialias", x=image, size=[2, 3], mode=mode, antialias=True)
    suite(f"{mode}, antialias, larger", x=image, size=[7, 9], mode=mode, antialias=True)
    suite(f"{mode}, antialias and a factor", x=image, scale_factor=[0.45], mode=mode, antialias=True)
    gradients(
        suite,
        lambda x, size, factor, mode, corners, recompute, antialias: reference(x, size, mode=mode, antialias=antialias),
        lambda t, mode=mode: {
            "x": numbers((1, 2, 5, 6), t),
            "size": [2, 3],
            "scale_factor": None,
            "mode": mode,
            "align_corners": False,
            "recompute_scale_factor": False,
            "antialias": True,
        },
        f"gradient, {mode}, antialias,",
    )
for dtype in FLOATING:
    suite(f"not numbers {dtype}", x=Array(extremes(dtype).values.reshape(1, 1, 2, 3), dtype), size=[4, 3])
suite("null for the factor", x=image, size=[2, 3], scale_factor=None)
suite("an image in rank 8", x=numbers((1, 2, 1, 1, 2, 1, 3, 4)), size=[2, 5], mode="bilinear")
suite("two axes without others", x=numbers((3, 4)), size=[2, 5])
suite("no examples", x=numbers((0, 3, 4, 4)), size=[2, 2], mode="bilinear", expect=numbers((0, 3, 2, 2)))
suite.fails("neither size nor factor", "value", "scale_factor", ["neither"], x=image)
suite.fails("size and factor", "value", "size", ["both"], x=image, size=2, scale_factor=[2.0])
suite.fails("a size of three", "value", "size", ["3"], x=image, size=[2, 2, 2], mode="bilinear")
suite.fails("no factors", "value", "scale_factor", ["0"], x=image, scale_factor=[], mode="bilinear")
suite.fails("no elements", "value", "size", ["0"], x=image, size=[0, 2])
suite.fails("a factor of nothing", "value", "scale_factor", ["0.1"], x=image, scale_factor=[0.1])
suite.fails("not a factor", "value", "scale_factor", ["nan"], x=image, scale_factor=[float("nan")])
suite.fails("an axis of nothing", "shape", "x", ["axis {2}"], x=numbers((2, 3, 0, 4)), size=[2, 2])
suite.fails("no axes behind the first two", "shape", "x", ["[3, 4]"], x=numbers((3, 4)), size=2)
suite.fails("four axes", "shape", "x", [], x=numbers((1, 1, 2, 2, 2, 2)), size=2)
for mode in ["nearest", "nearest_exact", "area"]:
    suite.fails(f"corners in {mode}", "value", "align_corners", [], x=image, size=2, mode=mode, align_corners=True)
for mode in ["nearest", "linear", "trilinear", "area"]:
    suite.fails(f"antialias in {mode}", "value", "antialias", [], x=volume, size=2, mode=mode, antialias=True)
suite.fails("more than there is memory for", "out_of_memory", None, [], x=image, size=[2**30, 2**30])
suite.refuses(FLOATING, lambda t: {"x": numbers((1, 1, 2, 2), t), "size": 1}, "x")
