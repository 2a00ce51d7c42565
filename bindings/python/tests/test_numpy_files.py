"""NumPy reads what the engine writes, to the byte what NumPy writes itself, and the engine what NumPy writes."""

import mixgrad as mg
import pytest
from test_numpy import DTYPES

np = pytest.importorskip("numpy")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (3, 0, 2)])
def test_npy(dtype, shape, tmp_path):
    a = (np.arange(np.prod(shape, dtype=int)) % 2).astype(dtype).reshape(shape)
    mg.save_npy(tmp_path / "ours.npy", mg.tensor(a))
    np.save(tmp_path / "theirs.npy", a)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "theirs.npy").read_bytes()
    b = np.load(tmp_path / "ours.npy")
    assert b.dtype == a.dtype and np.array_equal(a, b)
    c = mg.load_npy(tmp_path / "theirs.npy")
    assert c.dtype == dtype and np.array_equal(c.numpy(), a)


def test_npy_by_columns(tmp_path):
    a = np.arange(6, dtype="float32").reshape(2, 3)
    mg.save_npy(tmp_path / "a.npy", mg.tensor(a).T)
    assert np.array_equal(np.load(tmp_path / "a.npy"), a.T)
    np.save(tmp_path / "b.npy", np.asfortranarray(a))
    assert np.array_equal(mg.load_npy(tmp_path / "b.npy").numpy(), a)


@pytest.mark.parametrize("compressed", [False, True])
def test_npz(compressed, tmp_path):
    named = {dtype: (np.arange(300) % 2).astype(dtype).reshape(3, 100) for dtype in DTYPES}
    named |= {"layers.0/größe": np.zeros((100, 100)), "rank 0": np.float32(3)}
    tensors = {name: mg.tensor(np.asarray(a)) for name, a in named.items()}
    mg.save_npz(tmp_path / "ours.npz", tensors, compressed=compressed)
    with np.load(tmp_path / "ours.npz") as found:
        assert sorted(found) == sorted(named)
        for name, a in named.items():
            assert found[name].dtype == a.dtype and np.array_equal(found[name], a)
    (np.savez_compressed if compressed else np.savez)(tmp_path / "theirs.npz", **named)
    back = mg.load_npz(tmp_path / "theirs.npz")
    assert sorted(back) == sorted(named)
    assert all(np.array_equal(back[name].numpy(), a) for name, a in named.items())
