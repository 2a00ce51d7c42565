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


MASK = np.arange(24).reshape(2, 3, 4) % 5 == 0
TENSOR_KEYS = [
    [0, 1, -1],
    [],
    [[0, 1], [1, 0]],
    [True, False],
    [np.int64(1), 0],
    True,
    False,
    np.True_,
    np.array(1),
    np.array([1, 0, 1]),
    np.array([[0, -1]], "int8"),
    MASK,
    MASK[:, :, 0],
    MASK[:, 0, 0],
    (MASK[0, 0, :2], [0, 2, 1][:1]),
    (0, [2, 0]),
    ([0, 1], [2, 0]),
    ([[0], [1]], [2, 0]),
    (slice(None), [2, 0]),
    (slice(None), [2, 0], slice(None, None, -1)),
    (..., [3, 0]),
    ([1, 0], ..., [3, 0]),
    ([1, 0], slice(None), [3, 0]),
    (None, [1, 0]),
    ([1, 0], None, 2),
    (..., np.array([True, False, False, True])),
    (slice(None), MASK[0]),
    (slice(0, 1), (2, 0)),
    (True, [1, 0]),
    (np.array([1, 0]), np.array([[2], [1]], "uint8")),
]


@pytest.mark.parametrize("key", TENSOR_KEYS, ids=repr)
@pytest.mark.parametrize("as_tensors", [False, True])
def test_lists_and_arrays_as_numpy(key, as_tensors):
    def tensors(item):
        if isinstance(item, tuple):
            return tuple(tensors(part) for part in item)
        return mg.tensor(item) if isinstance(item, np.ndarray) else item

    own = tensors(key) if as_tensors else key
    a = np.arange(24, dtype="float32").reshape(2, 3, 4)
    x = mg.tensor(a)
    assert x[own].shape == a[key].shape
    assert np.array_equal(np.asarray(x[own]), a[key])
    b = a.copy()
    b[key] = -1
    x[own] = -1
    assert np.array_equal(np.asarray(x), b)
    part = np.arange(a[key].size, dtype="float32").reshape(a[key].shape)
    b[key] = part
    x[own] = part
    assert np.array_equal(np.asarray(x), b)


def test_a_subscript_with_lists_gives_a_copy():
    x = mg.zeros(3)
    x[[0, 1]][0] = 5
    assert x.tolist() == [0, 0, 0]
    x[[0, 1]] += 2
    x[x > 1] *= 3
    assert x.tolist() == [6, 6, 0]


def test_gradients_through_a_mask_and_positions():
    x = mg.tensor([1.0, -2.0, 3.0], requires_grad=True)
    (x[x > 0] * 2 + x[[0, 0]]).sum().backward()
    assert x.grad.tolist() == [4, 0, 2]


def test_a_tensor_without_axes_is_a_position_in_a_trace():
    pick = mg.compile(lambda x, i: x[i])
    for i in (0, 2, -1):
        assert pick(mg.tensor([5, 6, 7]), mg.tensor(i)).item() == [5, 6, 7][i]


@pytest.mark.parametrize("key", [1.0, "a", {0}, {"a": 0}, b"a", np.float32(1), [0, "a"]], ids=repr)
def test_what_is_no_index_says_so(key):
    with pytest.raises(mg.MgTypeError):
        mg.zeros(2, 3)[key]
    with pytest.raises(mg.MgTypeError):
        mg.zeros(2, 3)[key] = 1


@pytest.mark.parametrize("key", [[0.5], np.array([0.0]), mg.tensor([1.0])], ids=repr)
def test_floats_are_no_positions(key):
    with pytest.raises(mg.DTypeError, match="subscript"):
        mg.zeros(2, 3)[key]


def test_positions_and_masks_that_do_not_fit():
    x = mg.zeros(2, 3)
    for key in ([2], [-3], (0, [3]), [True], [True, False, True], ([0], [0], [0])):
        with pytest.raises(mg.MgIndexError):
            x[key]
        with pytest.raises(mg.MgIndexError):
            x[key] = 1
    with pytest.raises(mg.ShapeError):
        x[[0, 1], [0, 1, 2]]
    with pytest.raises(mg.ShapeError):
        x[[0, 1]] = mg.zeros(4)
    with pytest.raises(mg.ShapeError):
        x[[[0, 1], [0]]]


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
