"""Samplers: the orders that Philox gives, as torch.utils.data makes them of random numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Array, array, numbers
from .expressions import call, get, iterate, new, var
from .suite import Script, Suite

N = 7
X = numbers((N, 2))
DATA = new("TensorDataset", inputs=X)


def batches(order: np.ndarray, size: int) -> list[list[Array]]:
    return [[array(X.values[order[i : i + size]])] for i in range(0, len(order), size)]


def sampled(suite: Suite, name: str, order: Callable[[], np.ndarray], given: dict[str, object]) -> Script:
    """A case: `order` gives one epoch's items after the other; the loader's epochs go on where indices stopped."""
    cls = suite.subject
    script = suite.script(name)
    script.let("sampler", new(cls, **given))
    first = order()
    script.expect(call("Sampler.length", self_=var("sampler")), len(first))
    script.expect(call("Sampler.indices", self_=var("sampler")), Array(first, "int64", "indices"))
    script.let("loader", new("DataLoader", dataset=DATA, batch_size=3, sampler=var("sampler")))
    script.expect(get("DataLoader.length", var("loader")), -(-len(first) // 3))
    for _ in range(2):
        script.expect(iterate(var("loader")), batches(order(), 3), exact=True)
    return script
