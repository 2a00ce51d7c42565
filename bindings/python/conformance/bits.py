"""Tensors of bits, by NumPy's arrays; bfloat16, which NumPy lacks, through float32, which holds it exactly."""

from __future__ import annotations

from typing import Any

import mixgrad as mg
import numpy as np


def array_of(record: dict[str, Any]) -> np.ndarray:
    """The elements; those of bfloat16 as float32."""
    raw = bytes.fromhex(record["bits"])
    if record["dtype"] == "bfloat16":
        flat = (np.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4")
    else:
        flat = np.frombuffer(raw, np.dtype(record["dtype"]).newbyteorder("<"))
    return flat.reshape(record["shape"])


def tensor_of(record: dict[str, Any]) -> mg.Tensor:
    return mg.tensor(array_of(record), dtype=record["dtype"])
