"""numpy.pad, whose modes edge and wrap are called replicate and circular; negative widths leave elements out. Gradients
from torch.nn.functional.pad."""

import numpy as np
import torch
from oracle import *
from oracle.pytorch import gradients

NAMES = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def reference(x, pad_width, mode="constant", value=0):
    pairs = np.array(pad_width, np.int64).reshape(-1, 2)
    pairs = np.broadcast_to(pairs, (x.ndim, 2))
    if mode in ("constant", "circular") and x.ndim:
        kept = x[tuple(slice(max(0, -a), n - max(0, -b)) for n, (a, b) in zip(x.shape, pairs))]
        filling = {"constant_values": np.asarray(value).astype(x.dtype)} if mode == "constant" else {}
        return np.pad(kept, np.maximum(pairs, 0), NAMES[mode], **filling)
    for axis, (before, after) in enumerate(pairs):
        # Where elements are left out on one side, the other is mirrored as if they were there.
        widths = np.zeros((x.ndim, 2), np.int64)
        widths[axis] = max(before, 0), max(after, 0)
        length = x.shape[axis] + before + after
        if widths.any():
            x = np.pad(x, widths, NAMES[mode])
        x = np.take(x, np.arange(length) + max(0, -before), axis)
    return x


def in_torch(x, pad_width, mode="constant", value=0.0):
    pairs = list(zip(pad_width[::2], pad_width[1::2])) * (x.ndim if len(pad_width) == 2 else 1)
    flat = [width for pair in reversed(pairs) for width in pair]
    if mode == "constant":
        return torch.nn.functional.pad(x, flat, mode, value)
    return torch.nn.functional.pad(x[None, None], flat, mode)[0, 0]


suite = Suite("pad", reference, exact=True)
for mode in NAMES:
    suite.each(ANY, lambda t, mode=mode: {"x": numbers((2, 3), t), "pad_width": [1, 0, 2, 1], "mode": mode}, mode)
    suite(f"{mode}, one pair for all axes", x=numbers((3, 4)), pad_width=[2, 1], mode=mode)
    suite(f"{mode}, nothing", x=numbers((2, 3)), pad_width=[0, 0], mode=mode)
    suite(f"{mode}, elements left out", x=numbers((4, 5)), pad_width=[-1, 0, -1, -2], mode=mode)
    suite(f"{mode}, elements left out before", x=numbers((4, 5)), pad_width=[-1, 3, -2, 2], mode=mode)
    suite(f"{mode}, elements left out behind", x=numbers((4, 5)), pad_width=[2, -1, 3, -3], mode=mode)
    suite(f"{mode}, all left out", x=numbers((2, 3)), pad_width=[0, 0, -2, -1], mode=mode)
    suite(f"{mode}, wider than the axis", x=numbers((3, 2)), pad_width=[7, 8, 5, 9], mode=mode)
    suite(f"{mode}, one element", x=numbers((1,)), pad_width=[2, 3], mode=mode)
    suite(f"{mode}, rank 0", x=numbers(()), pad_width=[], mode=mode)
    suite(f"{mode}, rank 0 and a pair", x=numbers(()), pad_width=[1, 1], mode=mode)
    suite(f"{mode}, rank 8", x=numbers((1, 2, 1, 1, 2, 1, 2, 1)), pad_width=[0] * 8 + [1, 0] * 4, mode=mode)
    suite(f"{mode}, along the axis that is not empty", x=numbers((0, 3)), pad_width=[0, 0, 1, 2], mode=mode)
    gradients(
        suite,
        in_torch,
        lambda t, mode=mode: {"x": numbers((3, 4), t), "pad_width": [1, 0, 2, 1], "mode": mode},
        f"gradient, {mode},",
    )
for dtype, value in [("float32", -1.5), ("float32", np.inf), ("float16", np.nan), ("int32", 7), ("int64", 2**53 + 1)]:
    suite(f"{value} in {dtype}", x=numbers((2, 3), dtype), pad_width=[1, 1], value=value)
suite("true", x=numbers((2, 3), "bool"), pad_width=[1, 1], value=1)
suite("an empty tensor", x=numbers((0, 2)), pad_width=[1, 2, 0, 0], value=3.0)
gradients(
    suite,
    lambda x, pad_width, value: in_torch(x, pad_width, value=value),
    lambda t: {"x": numbers((3, 4), t), "pad_width": [-1, 2, 1, -2], "value": 2.5},
    "gradient, elements left out,",
)
suite.fails("too few pairs", "value", "pad_width", ["4", "6"], x=numbers((2, 3, 4)), pad_width=[1, 1, 1, 1])
suite.fails(
    "nothing is left to go round", "value", "pad_width", ["-3"], x=numbers((3,)), pad_width=[-3, 2], mode="circular"
)
suite.fails("half a pair", "value", "pad_width", ["3"], x=numbers((2, 3)), pad_width=[1, 1, 1])
suite.fails("more than there is", "value", "pad_width", ["axis {1}"], x=numbers((2, 3)), pad_width=[0, 0, -2, -2])
suite.fails(
    "nothing to repeat", "value", "pad_width", ["axis {0}"], x=numbers((0, 3)), pad_width=[1, 0, 0, 0], mode="reflect"
)
suite.fails("more than there is memory for", "out_of_memory", None, [], x=numbers((2,)), pad_width=[0, 2**45])
suite.fails("more than can be counted", "out_of_memory", None, [], x=numbers((2, 2)), pad_width=[2**52] * 4)
suite.fails(
    "no such mode",
    "value",
    "mode",
    ["edge"],
    x=numbers((2,)),
    pad_width=[1, 1],
    mode="edge",
    options={"typed": False},
)
