import itertools

import mixgrad as mg
import pytest

np = pytest.importorskip("numpy")

KEYS = [
    0,
    -1,
    np.int64(1),
    slice(None),
    slice(1, None),
    slice(None, None, 2),
    slice(-1, None, -1),
    slice(5, 1),
    slice(-100, 100),
    ...,
    None,
    (),
    (0, 1),
    (..., 0),
    (0, ..., -1),
    (slice(None), None, 0),
    (None, ..., slice(None, None, -2)),
    (1, slice(0, 2), slice(3, 0, -1)),
    (None, None, 1),
    (0, 0, 0),
]


@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_as_numpy(key):
    a = np.arange(24, dtype="float32").reshape(2, 3, 4)
    x = mg.tensor(a)
    assert np.array_equal(np.asarray(x[key]), a[key])
    assert x[key].shape == a[key].shape
    b = a.copy()
    b[key] = -1
    x[key] = -1
    assert np.array_equal(np.asarray(x), b)


def test_all_slices_of_one_axis():
    a = np.arange(5)
    x = mg.tensor(a)
    bounds = [None, -7, -5, -1, 0, 1, 4, 5, 9]
    for start, stop, step in itertools.product(bounds, bounds, [None, 1, 2, -1, -3]):
        key = slice(start, stop, step)
        assert x[key].tolist() == a[key].tolist(), key


def test_views_write_through():
    x = mg.zeros(2, 3)
    row = x[0]
    row[1] = 5
    assert x.tolist() == [[0, 5, 0], [0, 0, 0]]
    x[:, 2] = mg.tensor([7.0, 8.0])
    assert x.tolist() == [[0, 5, 7], [0, 0, 8]]
    x[1] += 1
    assert x.tolist() == [[0, 5, 7], [1, 1, 9]]


def test_out_of_range():
    x = mg.zeros(2, 3)
    for key in (2, -3, (0, 3), (0, 0, 0)):
        with pytest.raises(mg.MgIndexError) as error:
            x[key]
        assert error.value.code == "index" and isinstance(error.value, IndexError)
    with pytest.raises(mg.MgValueError):
        x[::0]
    with pytest.raises(mg.MgError):
        x[..., ...]
    with pytest.raises(mg.MgIndexError):
        x[2] = 1
    with pytest.raises(mg.ShapeError):
        x[0] = mg.zeros(4)


@pytest.mark.parametrize("key", [[0, 1], True, (0, [1]), np.array([True, False]), np.array([0]), 1.0, "a"], ids=repr)
def test_what_is_not_supported_says_so(key):
    with pytest.raises(mg.MgTypeError, match="index"):
        mg.zeros(2, 3)[key]


def test_iteration_and_length():
    x = mg.tensor([[1, 2], [3, 4], [5, 6]])
    assert [row.tolist() for row in x] == [[1, 2], [3, 4], [5, 6]]
    assert len(x) == 3
    a, b, c = x
    assert [a.tolist(), b.tolist(), c.tolist()] == [[1, 2], [3, 4], [5, 6]]
    with pytest.raises(TypeError):
        len(mg.tensor(1))
    with pytest.raises(TypeError):
        iter(mg.tensor(1))


def test_slice_bounds_may_be_numpy_integers():
    assert mg.arange(5)[np.int32(1) : np.int64(3)].tolist() == [1, 2]
