"""torch.nn.functional.gumbel_softmax of its formula in float64, with -log(-log(1 - u)) of Philox's fractions as noise."""

import numpy as np
import torch
from oracle import FLOATING, NUMERIC, Array, Stream, Suite, array, call, new, numbers, var
from oracle.distributions import gumbel
from oracle.families import floating
from oracle.pytorch import gradients, plain, tensor


def by_torch(x, temperature=1.0, hard=False, axis=-1, dtype="float32", stream=None):
    """What torch does with its own noise."""
    soft = torch.softmax((x.double() + tensor(gumbel(stream or Stream(0), tuple(x.shape), dtype))) / temperature, axis)
    if not hard:
        return soft
    index = soft.max(axis, keepdim=True)[1]
    return torch.zeros_like(soft).scatter_(axis, index, 1.0) - soft.detach() + soft


def reference(x, temperature=1.0, hard=False, axis=-1, generator=None):
    found = plain(by_torch(tensor(x), temperature, hard, axis))
    return np.round(found) if hard else found


def chosen(values, dtype):
    """In float64 noise is made of other words."""
    return Array(plain(by_torch(tensor(values), dtype=dtype)), dtype)


suite = Suite("gumbel_softmax", reference, lambda x, **_: floating(x))
x = numbers((3, 5))
suite.each([t for t in NUMERIC if t != "float64"], lambda t: {"x": numbers((3, 4), t)})
wide = numbers((3, 4), "float64")
suite("float64", x=wide, expect=chosen(wide.values, "float64"))
suite("a low temperature", x=x, temperature=0.25)
suite("a high temperature", x=x, temperature=20.0)
suite("hard", x=x, hard=True)
for dtype in ["float16", "bfloat16", "int32"]:
    suite(f"hard {dtype}", x=numbers((2, 3), dtype), hard=True)
suite("hard, first axis, another temperature", x=x, hard=True, axis=0, temperature=0.5)
suite("middle axis", x=numbers((2, 3, 4)), axis=1)
suite("last axis by a negative number", x=x, axis=-1)
suite("null for the context's generator", x=x, generator=None)
suite("minus infinity", x=array([[-np.inf, 0, 1]]))
suite("minus infinity, hard", x=array([[-np.inf, 0, 1]]), hard=True)
suite("nan and infinity", x=array([[np.nan, 0, 1], [np.inf, 0, 1]]))
for hard in [False, True]:
    suite(f"of nothing, hard {hard}", x=numbers((2, 0)), hard=hard, expect=numbers((2, 0)))
suite("rank 8", x=numbers((1, 2, 1, 1, 3, 1, 1, 2)), axis=4)
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for hard in [False, True]:
    found = plain(by_torch(tensor(x), hard=hard, stream=stream))
    own.expect(call("gumbel_softmax", x=x, hard=hard, generator=var("g")), Array(found, "float32"))
suite.fails("no such axis", "index", "axis", ["axis {2}"], x=x, axis=2)
for temperature in [0.0, -1.0, np.inf, np.nan]:
    suite.fails(f"a temperature of {temperature}", "value", "temperature", [], x=x, temperature=temperature)
suite.refuses(NUMERIC, lambda t: {"x": numbers((2,), t)}, "x")
for hard in [False, True]:
    for dtype in FLOATING:
        drawn = "float64" if dtype == "float64" else "float32"
        gradients(
            suite,
            lambda x, temperature, hard, axis, drawn=drawn: by_torch(x, temperature, hard, axis, drawn),
            lambda t, hard=hard: {"x": numbers((2, 3), t), "temperature": 0.5, "hard": hard, "axis": 0},
            "gradient while hard" if hard else "gradient",
            {"differences": False} if hard else None,  # the gradient is not that of the steps
            dtypes=[dtype],
        )
