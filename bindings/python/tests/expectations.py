"""What the examples of the documentation expect, compared by Python's own numbers."""

import math

import mixgrad as mg


def flat(value):
    if isinstance(value, mg.Tensor):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in flat(item)]
    return [value]


def nested_shape(value):
    if not isinstance(value, (list, tuple)):
        return ()
    return (len(value), *(nested_shape(value[0]) if value else ()))


def expect(value, *, equals=None, shape=None, dtype=None, tolerance=0.0):
    if shape is not None:
        assert tuple(value.shape) == shape
    if dtype is not None:
        assert value.dtype == dtype
    if equals is None:
        return
    if isinstance(value, mg.Tensor):
        assert value.shape == nested_shape(equals)
    found, wanted = flat(value), flat(equals)
    assert len(found) == len(wanted)
    for x, y in zip(found, wanted):
        if isinstance(y, (str, bool)) or y is None:
            assert x == y
        elif math.isnan(y):
            assert math.isnan(x)
        else:
            close = math.isclose(x, y, rel_tol=max(tolerance, 1e-6), abs_tol=max(tolerance, 1e-6))
            assert x == y or close, (x, y)
