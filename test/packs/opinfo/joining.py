"""Several tensors put together."""

from __future__ import annotations

import itertools
from typing import Any

from .registry import F, maps
from .shapes import _three, _two


@maps("hstack")
def hstack(tensors: Any) -> Any:
    tensors = [F.reshape(x, (1,)) if x.ndim == 0 else x for x in tensors]
    return F.concat(tensors, 0 if tensors[0].ndim == 1 else 1)


maps("vstack")(lambda tensors: F.concat([_two(x) for x in tensors], 0))
maps("dstack")(lambda tensors: F.concat([_three(x) for x in tensors], 2))
maps("column_stack")(lambda tensors: F.concat([x if x.ndim > 1 else F.reshape(x, (-1, 1)) for x in tensors], 1))


@maps("meshgrid")
def meshgrid(*tensors: Any, indexing: str = "ij") -> Any:
    lists = tensors[0] if isinstance(tensors[0], (list, tuple)) else tensors
    return F.meshgrid([F.reshape(x, (1,)) if x.ndim == 0 else x for x in lists], indexing=indexing)


@maps("cartesian_prod")
def cartesian_prod(*tensors: Any) -> Any:
    if len(tensors) == 1:
        return tensors[0]
    return F.stack([F.flatten(x) for x in F.meshgrid(list(tensors), indexing="ij")], 1)


@maps("combinations")
def combinations(x: Any, r: int = 2, with_replacement: bool = False) -> Any:
    chosen = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = list(chosen(range(x.size), r))
    return F.take(x, F.reshape(F.asarray(rows, dtype="int64"), (len(rows), r)), 0)


@maps("block_diag")
def block_diag(*tensors: Any) -> Any:
    blocks = [_two(x) for x in tensors]
    width, left, rows = sum(x.shape[1] for x in blocks), 0, []
    for block in blocks:
        rows.append(F.pad(block, [0, 0, left, width - left - block.shape[1]]))
        left += block.shape[1]
    return F.concat(rows, 0)
