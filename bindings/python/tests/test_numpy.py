import mixgrad as mg
import pytest

np = pytest.importorskip("numpy")
DTYPES = [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "float32",
    "float64",
]


@pytest.mark.parametrize("dtype", DTYPES)
def test_to_numpy_and_back(dtype):
    a = np.array([[0, 1, 1], [1, 0, 1]], dtype=dtype)
    x = mg.from_numpy(a)
    assert x.dtype == dtype and x.shape == (2, 3)
    b = x.numpy()
    assert b.dtype == a.dtype and np.array_equal(a, b)
    assert np.shares_memory(a, b)
    a[0, 0] = 1
    assert x[0, 0].item() == 1


@pytest.mark.parametrize(
    "make", [lambda a: a.T, lambda a: a[:, ::2], lambda a: a[::-1], lambda a: np.asfortranarray(a)]
)
def test_layouts(make):
    a = make(np.arange(12, dtype="float32").reshape(3, 4))
    assert np.array_equal(mg.tensor(a).numpy(), a)
    assert np.array_equal(mg.asarray(a).numpy(), a)
    assert mg.tensor(a).is_contiguous


def test_fields_of_records_are_copied():
    a = np.zeros(4, dtype=[("a", "i1"), ("b", "<f4")])
    a["b"] = [1, 2, 3, 4]
    assert mg.asarray(a["b"]).tolist() == [1, 2, 3, 4]


def test_protocols():
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert np.array_equal(np.asarray(x), [[1, 2], [3, 4]])
    assert np.asarray(x).dtype == "float32"
    assert np.asarray(x, dtype="float64").dtype == "float64"
    assert np.array_equal(np.from_dlpack(x), np.asarray(x))
    assert mg.from_dlpack(np.arange(3.0)).tolist() == [0, 1, 2]
    assert np.exp(x).dtype == "float32"
    assert x.__array_namespace__() is mg.array_api
    assert x.__dlpack_device__() == (1, 0)


def test_bfloat16_becomes_float32():
    a = np.asarray(mg.tensor([1.5, 2.0], dtype="bfloat16"))
    assert a.dtype == "float32" and a.tolist() == [1.5, 2.0]


def test_operators_with_arrays():
    a, x = np.array([1.0, 2.0], dtype="float32"), mg.tensor([10.0, 20.0])
    for result in (x + a, a + x):
        assert isinstance(result, mg.Tensor) and result.tolist() == [11, 22]
    assert isinstance(np.float32(2) * x, mg.Tensor)
    assert (x * np.float64(2)).tolist() == [20, 40]
    assert (x == a).tolist() == [False, False]
    assert mg.add(a, a).tolist() == [2, 4]


def test_scalars_are_weak():
    assert (mg.tensor([1], dtype="float16") + np.float32(1)).dtype == "float16"
    assert (mg.tensor([1], dtype="int8") + np.int64(1)).dtype == "int8"


def test_dtypes_of_numpy():
    assert mg.zeros(2, dtype=np.float64).dtype == "float64"
    assert mg.zeros(2, dtype=np.dtype("int16")).dtype == "int16"
    assert mg.zeros(2, dtype=float).dtype == "float32"
    with pytest.raises(mg.DTypeError):
        mg.tensor(np.array([1j]))
    with pytest.raises((mg.DTypeError, mg.MgTypeError)):
        mg.tensor(np.array(["a"]))


def test_big_endian_is_refused():
    with pytest.raises(mg.DTypeError):
        mg.asarray(np.array([1.0], dtype=">f4"))


def test_gradients_make_the_array_read_only():
    x = mg.tensor([1.0], requires_grad=True)
    assert not x.numpy().flags.writeable
    assert mg.tensor([1.0]).numpy().flags.writeable


def test_array_keeps_memory_alive(no_leaks):
    x = mg.tensor([1.0, 2.0])
    a = x.numpy()
    del x
    b = mg.zeros(1000)
    del b
    assert a.tolist() == [1.0, 2.0]
    del a


def test_shapes_and_axes_as_arrays():
    x = mg.zeros(2, 3)
    assert x.reshape(np.array([3, 2])).shape == (3, 2)
    assert x.sum(axis=np.int64(1)).shape == (2,)
