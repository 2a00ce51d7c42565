"""Arguments that are bytes, ranges and records."""

import struct

import mixgrad as mg
import pytest
from mixgrad import datasets, nn


def rows(data):
    return [data[i][0].item() for i in range(len(data))]


def test_state_as_bytes():
    net, copy = nn.Linear(2, 3), nn.Linear(2, 3)
    data = net.save_bytes()
    assert isinstance(data, bytes)
    for given in (data, bytearray(data), memoryview(data), memoryview(b"x" + data)[1:]):
        copy = nn.Linear(2, 3)
        assert copy.load_bytes(given) is copy
        assert copy.save_bytes() == data
    with pytest.raises(mg.FormatError) as error:
        copy.load_bytes(data[:-1])
    assert (error.value.operator, error.value.argument) == ("Module.load_bytes", "data")
    with pytest.raises(mg.MgTypeError, match="bytes"):
        copy.load_bytes("text")


def test_hostile_bytes(no_leaks):
    net = nn.Linear(2, 3)
    data = net.save_bytes()
    for broken in (b"", data[:7], struct.pack("<Q", 2**63) + data[8:], data.replace(b"F32", b"F64"), data[8:]):
        with pytest.raises(mg.FormatError):
            net.load_bytes(broken)
    assert net.save_bytes() == data


@pytest.mark.parametrize(
    "part",
    [slice(1, 3), slice(None, None, 2), slice(-2, None), slice(None, None, -1), slice(3, 99), slice(2, 2)]
    + [range(1, 3), range(0, 5, 2), range(4, -1, -1), range(3, 0, -2), range(0), range(-2, 0), range(-1, -6, -2)],
)
def test_range_of_a_dataset(part):
    data = mg.TensorDataset(mg.arange(5))
    items = list(range(5))
    expected = items[part] if isinstance(part, slice) else [items[i] for i in part]
    assert rows(data.subset(part)) == expected
    assert data.subset(part).dataset is data


def test_what_is_no_range():
    data = mg.TensorDataset(mg.arange(5))
    for wrong in (3, [1, 2], range(-1, 2)):
        with pytest.raises(mg.MgTypeError) as error:
            data.subset(wrong)
        assert (error.value.operator, error.value.argument) == ("Dataset.subset", "range")
    with pytest.raises(mg.MgValueError, match="step"):
        data.subset(slice(None, None, 0))


class Squares(mg.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return (mg.tensor([float(index**2)]),)


def test_range_of_a_dataset_of_the_user():
    part = Squares().subset(slice(-3, None))
    assert len(part) == 3
    assert part[1][0].tolist() == [4.0]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "images").write_bytes(struct.pack(">4B3I", 0, 0, 8, 3, 2, 1, 2) + bytes([0, 51, 102, 255]))
    (tmp_path / "labels").write_bytes(struct.pack(">4BI", 0, 0, 8, 1, 2) + bytes([1, 0]))
    return {"images": tmp_path / "images", "labels": tmp_path / "labels", "classes": ["a", "b"]}


@pytest.mark.parametrize(
    "normalize", [{"mean": 0.5, "std": 2}, {"std": 2.0, "mean": 0.5}, datasets.Normalize(mean=0.5, std=2.0)]
)
def test_record(files, normalize):
    data = datasets.ImageDataset(**files, normalize=normalize)
    images, labels = data.batch([0, 1])
    assert images.flatten(0).tolist() == pytest.approx([-0.25, -0.15, -0.05, 0.25])
    assert labels.tolist() == [1, 0]


def test_what_is_no_record(files):
    for wrong in ({"mean": 0.5}, {"mean": 0.5, "std": 1, "gamma": 2}, {"mean": "x", "std": 1}, (0.5, 1), 3):
        with pytest.raises(mg.MgTypeError) as error:
            datasets.ImageDataset(**files, normalize=wrong)
        assert error.value.argument == "normalize"
    with pytest.raises(mg.MgValueError, match="std"):
        datasets.ImageDataset(**files, normalize={"mean": 0.5, "std": 0})
