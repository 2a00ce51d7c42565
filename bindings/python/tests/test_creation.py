import pickle
from array import array

import mixgrad as mg
import pytest

DTYPES = [str(dtype) for dtype in mg.dtypes.DTYPES.values()]


def test_dtype_of_numbers():
    assert mg.tensor([1, 2]).dtype == mg.int64
    assert mg.tensor([1.0, 2]).dtype == mg.float32
    assert mg.tensor([True, False]).dtype == "bool"
    assert mg.tensor([]).dtype == mg.float32
    assert mg.tensor(3).shape == ()


@pytest.mark.parametrize("dtype", DTYPES)
def test_each_dtype(dtype):
    x = mg.tensor([[0, 1], [1, 0]], dtype=dtype)
    assert x.dtype == dtype and x.shape == (2, 2)
    assert x.tolist() == [[0, 1], [1, 0]]
    assert x.dtype.itemsize == len(x.tobytes()) // 4


@pytest.mark.parametrize("dtype", ["int64", "uint64", "int8", "float64"])
def test_boundary_values(dtype):
    if dtype == "float64":
        values = [1.7976931348623157e308, 5e-324, -0.0]
    else:
        bits, unsigned = int("".join(c for c in dtype if c.isdigit())), dtype.startswith("u")
        values = [0, 2**bits - 1] if unsigned else [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
    assert mg.tensor(values, dtype=dtype).tolist() == values


def test_numbers_that_do_not_fit():
    with pytest.raises(mg.MgValueError):
        mg.tensor([128], dtype="int8")
    with pytest.raises(mg.MgValueError):
        mg.tensor([2**63])


def test_half_precision_rounds_once():
    assert mg.tensor([1.00048828125 + 1e-9], dtype="float16").item() == 1.0009765625
    assert mg.tensor([1.00390625], dtype="bfloat16").item() == 1.0


@pytest.mark.parametrize("bad", [[[1, 2], [3]], [1, [2]], [[1], 2]])
def test_ragged_lists(bad):
    with pytest.raises(mg.ShapeError) as error:
        mg.tensor(bad)
    assert error.value.code == "shape" and isinstance(error.value, ValueError)


def test_what_is_no_number():
    with pytest.raises(mg.MgTypeError):
        mg.tensor(["a"])
    with pytest.raises(mg.MgTypeError):
        mg.tensor(object())
    with pytest.raises(mg.MgValueError):
        mg.tensor([1], dtype="float31")
    with pytest.raises(mg.DeviceError):
        mg.tensor([1], device="cuda:0")


def test_empty_axes():
    assert mg.tensor([[], []]).shape == (2, 0)
    assert mg.zeros(0, 3).tolist() == []
    assert mg.tensor([[]], dtype="bool").shape == (1, 0)


def test_most_axes():
    data = 1.0
    for _ in range(32):
        data = [data]
    assert mg.tensor(data).ndim == 32
    with pytest.raises(mg.ShapeError):
        mg.tensor([data])


def test_from_tensors():
    x = mg.tensor([1.0, 2.0])
    y = mg.tensor(x)
    y += 1
    assert x.tolist() == [1, 2] and y.tolist() == [2, 3]
    assert mg.tensor([x, y]).tolist() == [[1, 2], [2, 3]]


def test_sizes_one_by_one_or_as_a_list():
    assert mg.zeros(2, 3).shape == mg.zeros((2, 3)).shape == mg.zeros([2, 3]).shape == (2, 3)
    assert mg.ones(4).shape == (4,)
    assert mg.full((2, 2), 7).tolist() == [[7, 7], [7, 7]]
    x = mg.arange(6)
    assert x.reshape(2, 3).shape == x.reshape((2, 3)).shape == (2, 3)


def test_buffers_without_numpy():
    data = array("d", [1.0, 2.0, 3.0])
    shared = mg.asarray(data)
    data[0] = 5.0
    assert shared.tolist() == [5.0, 2.0, 3.0]
    copied = mg.tensor(data)
    data[0] = 7.0
    assert copied.tolist() == [5.0, 2.0, 3.0]


def test_buffer_is_given_back():
    data = bytearray(16)
    x = mg.asarray(memoryview(data).cast("f"))
    with pytest.raises(BufferError):
        data.extend(b"x")
    del x
    data.extend(b"x")


def test_read_only_buffer():
    x = mg.asarray(memoryview(b"\0" * 8).cast("i"))
    assert x.is_read_only
    with pytest.raises(mg.ReadOnlyError):
        x += 1


def test_memoryview():
    x = mg.tensor([[1, 2, 3], [4, 5, 6]], dtype="int32")
    view = memoryview(x)
    assert view.shape == (2, 3) and view.format == "i" and view.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert memoryview(x[:, 1]).tolist() == [2, 5]
    with pytest.raises(BufferError):
        memoryview(mg.tensor([1], dtype="bfloat16"))


def test_memory_outlives_dispose():
    x = mg.tensor([1.0, 2.0])
    view = memoryview(x)
    x.dispose()
    assert view.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("dtype", DTYPES)
def test_pickle(dtype):
    x = mg.tensor([[0, 1], [1, 1]], dtype=dtype)
    y = pickle.loads(pickle.dumps(x))
    assert y.dtype == dtype and y.tolist() == x.tolist()
    assert pickle.loads(pickle.dumps(x.dtype)) is x.dtype


def test_bytes():
    assert mg.tensor([[1, 2], [3, 4]], dtype="uint8").T.tobytes() == b"\1\3\2\4"
    assert mg.tensor([1.0, -2.0], dtype="bfloat16").tobytes() == b"\x80\x3f\x00\xc0"
    assert mg.zeros(0, 3).tobytes() == b""


def test_printing():
    assert repr(mg.tensor([1.0, 2.5])) == "tensor([1. , 2.5], dtype=float32)"
    assert str(mg.tensor([[1, 2], [3, 4]])) == "[[1, 2],\n [3, 4]]"
    assert f"{mg.tensor(1.5):.2f}" == "1.50"
    assert mg.tensor([1])._repr_html_() == "<pre>tensor([1], dtype=int64)</pre>"
