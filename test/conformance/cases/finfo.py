"""torch.finfo."""

import torch
from oracle import FLOATING, Suite, array


class Limits(Suite):
    def __call__(self, name, /, dtype):
        info = torch.finfo(getattr(torch, dtype))
        values = {"eps": info.eps, "max": info.max, "min": info.min, "smallest_normal": info.smallest_normal}
        fields = {field: array(value, dtype).record("exact") for field, value in values.items()}
        super().__call__(name, expect={"record": {"bits": array(info.bits, "int64").record(), **fields}}, dtype=dtype)


suite = Limits("finfo", exact=True)
suite.each(FLOATING, lambda t: {"dtype": t})
suite.fails("whole numbers", "dtype", "dtype", ["int32"], dtype="int32")
