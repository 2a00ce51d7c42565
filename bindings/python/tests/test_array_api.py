"""The namespace of the Python Array API standard, and what tensors have for it. test/array_api runs the standard's suite."""

import operator

import mixgrad as mg
import pytest
from mixgrad import array_api as xp


def test_versions():
    x = mg.tensor([1.0])
    assert x.__array_namespace__() is xp
    assert x.__array_namespace__(api_version="2023.12") is xp
    assert xp.__array_api_version__ == "2024.12"
    with pytest.raises(mg.MgValueError, match="2024.12"):
        x.__array_namespace__(api_version="1999.1")


def test_dtypes():
    assert xp.result_type(xp.int8, mg.tensor([1], dtype="uint8")) == xp.int16
    assert xp.result_type(xp.int8, 1) == xp.int8
    assert xp.result_type(xp.float64, 1.5, xp.float32, True) == xp.float64
    assert xp.result_type(xp.int8, 1.5) == xp.float32
    with pytest.raises(mg.MgValueError):
        xp.result_type(1, 2.0)
    assert xp.can_cast(xp.int8, xp.int64)
    assert xp.can_cast(mg.tensor([1.0]), xp.float64)
    assert not xp.can_cast(xp.int64, xp.int8)
    assert not xp.can_cast(xp.uint64, xp.int64)


def test_kinds_of_dtypes():
    assert xp.isdtype(xp.uint8, "unsigned integer") and not xp.isdtype(xp.uint8, "signed integer")
    assert xp.isdtype(xp.float32, ("bool", "real floating"))
    assert xp.isdtype(mg.bfloat16, "numeric") and not xp.isdtype(mg.bfloat16, "integral")
    assert xp.isdtype(xp.int8, xp.int8) and not xp.isdtype(xp.int8, xp.int16)
    assert not xp.isdtype(xp.bool, "numeric")
    with pytest.raises(mg.MgValueError, match="no kind"):
        xp.isdtype(xp.int8, "integer")


def test_limits():
    assert xp.iinfo(mg.tensor([1], dtype="uint64")).max == 2**64 - 1
    assert xp.iinfo(xp.int8).min == -128 and xp.iinfo(xp.int8).dtype == xp.int8
    info = xp.finfo(xp.float32)
    assert (info.bits, info.eps, info.dtype) == (32, 2.0**-23, xp.float32)
    assert type(info.max) is float


def test_what_there_is():
    info = xp.__array_namespace_info__()
    assert info.capabilities()["max dimensions"] == 8
    assert info.default_device() in info.devices()
    assert info.default_dtypes()["real floating"] == mg.tensor(1.0).dtype
    assert list(info.dtypes(kind="bool")) == ["bool"]
    assert set(info.dtypes(kind=("signed integer", "unsigned integer"))) == set(info.dtypes(kind="integral"))
    assert info.dtypes(kind="complex floating") == {}
    with pytest.raises(mg.DeviceError):
        info.dtypes(device="cuda")


def test_devices():
    x = mg.tensor([1.0])
    assert x.to_device("cpu") is x
    assert xp.zeros((2,), device=x.device).device == x.device
    for call in (lambda: x.to_device("cuda"), lambda: xp.zeros(2, device="cuda"), lambda: xp.asarray(1, device="x")):
        with pytest.raises(mg.DeviceError):
            call()
    with pytest.raises(mg.MgValueError, match="streams"):
        x.to_device("cpu", stream=1)


@pytest.mark.parametrize("name", ["and_", "or_", "xor", "lshift", "rshift"])
def test_operators_on_bits(name):
    f = getattr(operator, name)
    x, y = mg.tensor([6, 5, 0]), mg.tensor([3, 1, 2])
    assert f(x, y).tolist() == [f(6, 3), f(5, 1), f(0, 2)]
    assert f(x, 2).tolist() == [f(6, 2), f(5, 2), f(0, 2)]
    assert f(9, y).tolist() == [f(9, 3), f(9, 1), f(9, 2)]
    with pytest.raises(mg.DTypeError):
        f(mg.tensor([1.0]), 1)


def test_operators_on_truths():
    a, b = mg.tensor([True, True, False]), mg.tensor([True, False, False])
    assert (a & b).tolist() == [True, False, False]
    assert (a ^ True).tolist() == [False, False, True]
    assert (~a | b).tolist() == [True, False, True]
    assert (~mg.tensor([0, 5])).tolist() == [-1, -6]


@pytest.mark.parametrize("name", ["iand", "ior", "ixor", "ilshift", "irshift", "ifloordiv", "imod", "ipow"])
def test_in_place_operators_write_through_views(name):
    f = getattr(operator, name)
    x = mg.tensor([7, 5, 4])
    view = x[1:]
    same = view
    view = f(view, 2)
    assert view is same
    assert x.tolist() == [7, f(5, 2), f(4, 2)]
    with pytest.raises(mg.ShapeError):
        f(x, mg.tensor([[1], [2]]))


def test_a_product_in_place():
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    same = x
    x @= mg.tensor([[0.0, 1.0], [1.0, 0.0]])
    assert x is same and x.tolist() == [[2, 1], [4, 3]]


def test_copies():
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert xp.astype(x, xp.float32, copy=False) is x
    assert xp.astype(x, xp.float32) is not x
    assert xp.asarray(x) is x and xp.asarray(x, copy=True) is not x
    with pytest.raises(mg.MgValueError):
        xp.asarray([1.0], copy=False)
    with pytest.raises(mg.MgValueError):
        xp.asarray(x, dtype=xp.float64, copy=False)
    xp.reshape(x, (4,), copy=True)[0] = 9
    assert x[0, 0] == 1
    xp.reshape(x, (4,), copy=False)[0] = 9
    assert x[0, 0] == 9
    with pytest.raises(mg.MgValueError, match="view"):
        xp.reshape(x.T, (4,), copy=False)
    taken = xp.from_dlpack(x, copy=True)
    taken[0, 0] = 5
    assert x[0, 0] == 9


def test_positions_count_from_the_end():
    x = mg.tensor([[1, 2, 3], [4, 5, 6]])
    assert xp.take(x, mg.tensor([-1, 0], dtype="int8"), axis=1).tolist() == [[3, 1], [6, 4]]
    assert xp.take_along_axis(x, mg.tensor([[-1], [-3]])).tolist() == [[3], [4]]
    with pytest.raises(mg.MgIndexError):
        xp.take(x, mg.tensor([-4]), axis=1)
    with pytest.raises(mg.MgIndexError):
        xp.take(x, mg.tensor([0]), axis=2)
    with pytest.raises(mg.MgValueError, match="axis"):
        xp.take(x, mg.tensor([0]))


def test_the_standards_arguments():
    x = mg.tensor([[1, 2, 3], [4, 5, 6]])
    assert xp.concat((x, x), axis=None).shape == (12,)
    assert xp.repeat(x, mg.tensor([1, 0, 2]), axis=1).tolist() == [[1, 3, 3], [4, 6, 6]]
    assert xp.roll(x, (1, -1), axis=(0, 1)).tolist() == [[5, 6, 4], [2, 3, 1]]
    assert xp.moveaxis(xp.zeros((2, 3, 4)), (0, 1), (2, 0)).shape == (3, 4, 2)
    with pytest.raises(mg.MgTypeError, match="source"):
        xp.moveaxis(x, None, 0)
    assert xp.tensordot(x, x, axes=((0, 1), (0, 1))).item() == 91
    assert xp.clip(x, 2, 5).tolist() == [[2, 2, 3], [4, 5, 5]]
    assert xp.arange(1, 6, 2).tolist() == [1, 3, 5]
    assert xp.full((2,), fill_value=True).dtype == xp.bool
    assert xp.eye(2, k=2**70).tolist() == [[0, 0], [0, 0]]
    assert xp.broadcast_shapes((2, 1), (3,)) == (2, 3)
    assert isinstance(xp.nonzero(x), tuple) and isinstance(xp.unstack(x), tuple)
    with pytest.raises(mg.ShapeError):
        xp.nonzero(mg.tensor(1))


def test_a_mask_without_elements_selects_nothing():
    x = mg.zeros(2, 3)
    assert x[mg.zeros(0, dtype="bool")].shape == (0, 3)
    assert x[mg.zeros(0, 0, dtype="bool")].shape == (0,)
    x[mg.zeros(0, dtype="bool")] = 1
    assert x.sum() == 0


def test_real_numbers_as_complex_ones():
    x = mg.tensor([1.0, -2.0])
    assert xp.conj(x).tolist() == xp.real(x).tolist() == [1, -2]
    assert xp.imag(x).tolist() == [0, 0]
    assert complex(x[1]) == -2
