"""numpy.iinfo."""

import numpy as np
from oracle import INTEGER, Suite, array


class Limits(Suite):
    def __call__(self, name, /, dtype):
        info = np.iinfo(dtype)
        values = {"max": np.array(info.max, dtype), "min": np.array(info.min, dtype)}
        fields = {field: array(value, dtype).record() for field, value in values.items()}
        super().__call__(name, expect={"record": {"bits": array(info.bits, "int64").record(), **fields}}, dtype=dtype)


suite = Limits("iinfo", exact=True)
suite.each(INTEGER, lambda t: {"dtype": t})
suite.fails("fractions", "dtype", "dtype", ["float32"], dtype="float32")
suite.fails("truths", "dtype", "dtype", ["bool"], dtype="bool")
