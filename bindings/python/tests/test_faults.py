"""Bad files, a full disk, memory over the limit, cancelled training: a typed error, and what was good stays good."""

import gzip
import json
import resource
import struct
import subprocess
import sys
import textwrap
import threading
import time

import mixgrad as mg
import pytest
from mixgrad import DataLoader, Trainer, datasets, nn, optim


def net():
    return nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))


def trainer(module=None):
    module = module or net()
    return Trainer(module, loss=nn.cross_entropy, optimizer=optim.SGD(module.parameters(), lr=0.1, momentum=0.9))


def loader(n=64):
    return DataLoader(mg.TensorDataset(mg.normal([n, 8]), (mg.uniform([n]) * 2).astype("int64")), batch_size=8)


# ---- safetensors


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(shape, start, end, dtype="F32"):
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


HOSTILE = {
    "empty": b"",
    "shorter than its length": b"\x01\x02\x03",
    "a header beyond the file": safetensors({}, length=1 << 40),
    "a negative length": struct.pack("<q", -1) + b"{}",
    "a header that is no JSON": safetensors(b"{nonsense"),
    "a header that is a list": safetensors(b"[1, 2]"),
    "deep nesting": safetensors(b"[" * 100_000),
    "no offsets": safetensors({"0.weight": {"dtype": "F32", "shape": [4, 8]}}),
    "an unknown dtype": safetensors({"0.weight": entry([4, 8], 0, 128, "F31")}, b"\0" * 128),
    "negative sizes": safetensors({"0.weight": entry([-4, -8], 0, 128)}, b"\0" * 128),
    "sizes that overflow": safetensors({"0.weight": entry([1 << 62, 1 << 62], 0, 128)}, b"\0" * 128),
    "offsets beyond the file": safetensors({"0.weight": entry([4, 8], 0, 128)}, b"\0" * 100),
    "offsets that run backwards": safetensors({"0.weight": entry([4, 8], 128, 0)}, b"\0" * 128),
    "bytes that do not fit the shape": safetensors({"0.weight": entry([4, 8], 0, 64)}, b"\0" * 128),
    "text that is no UTF-8": safetensors(b'{"\xff\xfe": 1}'),
    "too many axes": safetensors({"0.weight": entry([1] * 9, 0, 4)}, b"\0" * 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_safetensors(name, tmp_path, no_leaks):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(HOSTILE[name])
    module = net()
    before = {key: value.tolist() for key, value in module.state_dict().items()}
    with pytest.raises((mg.FormatError, mg.NotFoundError)) as error:
        module.load(path)
    assert "bad.safetensors" in str(error.value) or isinstance(error.value, mg.NotFoundError)
    assert {key: value.tolist() for key, value in module.state_dict().items()} == before


def test_truncated_safetensors(tmp_path):
    good = tmp_path / "good.safetensors"
    module = net()
    module.save(good)
    data = good.read_bytes()
    before = {key: value.tolist() for key, value in module.state_dict().items()}
    for length in [*range(0, 64, 7), len(data) // 2, len(data) - 1]:
        bad = tmp_path / "short.safetensors"
        bad.write_bytes(data[:length])
        with pytest.raises(mg.FormatError):
            module.load(bad)
    assert {key: value.tolist() for key, value in module.state_dict().items()} == before


def test_a_file_of_another_network(tmp_path):
    path = tmp_path / "net.safetensors"
    nn.Sequential(nn.Linear(8, 4)).save(path)
    module = net()
    before = module.state_dict()["0.weight"].tolist()
    with pytest.raises(mg.NotFoundError, match="2.weight"):
        module.load(path)
    nn.Sequential(nn.Linear(8, 5), nn.ReLU(), nn.Linear(5, 2)).save(path)
    with pytest.raises(mg.ShapeError, match="0.weight"):
        module.load(path)
    assert module.state_dict()["0.weight"].tolist() == before


def test_resuming_from_what_is_no_checkpoint(tmp_path):
    path = tmp_path / "net.safetensors"
    module = net()
    module.save(path)
    with pytest.raises(mg.MgError):
        trainer().resume(path)
    with pytest.raises(mg.MgIOError):
        trainer().resume(tmp_path / "missing.safetensors")


# ---- IDX


def idx(shape, data, dtype=8, magic=None):
    head = struct.pack(">HBB", 0, dtype, len(shape)) if magic is None else magic
    return head + b"".join(struct.pack(">I", size) for size in shape) + data


IMAGES, LABELS = idx([2, 4, 4], bytes(32)), idx([2], b"\0\1")
HOSTILE_IDX = {
    "empty": (b"", LABELS),
    "another magic number": (idx([2, 4, 4], bytes(32), magic=b"\x89PNG"), LABELS),
    "fewer pixels than it says": (idx([2, 4, 4], bytes(31)), LABELS),
    "sizes that overflow": (idx([1 << 31, 1 << 31, 1 << 31], bytes(32)), LABELS),
    "other element types": (idx([2, 4, 4], bytes(32 * 4), dtype=13), LABELS),
    "fewer labels than images": (IMAGES, idx([1], b"\0")),
    "a label that has no class": (IMAGES, idx([2], b"\0\7")),
    "labels with two axes": (IMAGES, idx([2, 1], b"\0\1")),
}


@pytest.mark.parametrize("name", HOSTILE_IDX)
@pytest.mark.parametrize("packed", [False, True])
def test_hostile_idx(name, packed, tmp_path, no_leaks):
    paths = []
    for kind, data in zip(("images", "labels"), HOSTILE_IDX[name]):
        path = tmp_path / (f"{kind}.gz" if packed else kind)
        path.write_bytes(gzip.compress(data) if packed else data)
        paths.append(path)
    with pytest.raises(mg.MgError) as error:
        datasets.ImageDataset(*paths, classes=["a", "b"]).batch([0, 1])
    assert error.value.code in ("format", "shape", "index", "value"), error.value


def test_truncated_gzip(tmp_path):
    packed = gzip.compress(idx([20, 8, 8], bytes(1280)))
    labels = tmp_path / "labels"
    labels.write_bytes(idx([20], bytes(20)))
    for length in (0, 5, 12, len(packed) // 2, len(packed) - 1):
        path = tmp_path / "images.gz"
        path.write_bytes(packed[:length])
        with pytest.raises(mg.FormatError):
            datasets.ImageDataset(path, labels, classes=["a"])


def test_missing_data_says_how_to_get_it(tmp_path):
    code = f"""
        import mixgrad as mg
        try:
            mg.datasets.fashion_mnist(root={str(tmp_path)!r})
        except mg.NotFoundError as error:
            print("missing:", error, error.hint)
        else:
            print("found")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("found") or "dataset-fashion-mnist" in done.stdout


# ---- a full disk

FULL = """
    import os, resource, sys
    import mixgrad as mg
    from mixgrad import nn
    net = nn.Sequential(nn.Linear(512, 512), nn.Linear(512, 512))
    path = sys.argv[1]
    net.save(path)
    good = open(path, "rb").read()
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(good) // 2, resource.RLIM_INFINITY))
    with mg.no_grad():
        net.parameters()[0].add_(1)
    try:
        net.save(path)
    except mg.MgIOError as error:
        print(error.code, os.path.basename(path) in str(error))
    print(open(path, "rb").read() == good, sorted(os.listdir(os.path.dirname(path))))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    net.save(path)
    print(open(path, "rb").read() != good)
"""


def test_full_disk(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(FULL), str(tmp_path / "net.safetensors")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == ["io True", "True ['net.safetensors']", "True"], done.stdout


def test_saving_where_nobody_may_write():
    with pytest.raises(mg.MgIOError, match="/proc/net.safetensors"):
        net().save("/proc/net.safetensors")


# ---- memory


def test_memory_limit_while_training(no_leaks):
    t, data = trainer(), loader(4096)
    t.fit(data, epochs=1)
    mg.set_memory_limit(mg.memory().bytes + 64)
    try:
        with pytest.raises(mg.OutOfMemoryError) as error:
            t.fit(data, epochs=1)
        assert isinstance(error.value, MemoryError)
    finally:
        mg.set_memory_limit(0)
    assert len(t.fit(data, epochs=1).epochs) >= 1
    del t, data, error


@pytest.mark.parametrize(
    "make",
    [
        lambda: mg.zeros(1 << 40),
        lambda: mg.zeros(1 << 31, 1 << 31, 1 << 31),
        lambda: mg.zeros(1) + mg.zeros(1 << 20).broadcast_to([1 << 20, 1 << 20]),
    ],
)
def test_sizes_beyond_all_memory(make, no_leaks):
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, limits[1]))
    try:
        with pytest.raises((mg.OutOfMemoryError, mg.MgValueError, mg.ShapeError)):
            make()
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
    assert mg.zeros(2).tolist() == [0, 0]


# ---- cancelled training


def test_a_cancelled_fit_goes_on_afterwards(tmp_path):
    class Once(mg.Callback):
        def on_batch_end(self, batch, logs):
            raise KeyboardInterrupt

    t, data = trainer(), loader()
    t.save(tmp_path / "t.safetensors")
    good = (tmp_path / "t.safetensors").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        t.fit(data, epochs=2, callbacks=[Once()])
    assert (tmp_path / "t.safetensors").read_bytes() == good
    assert t.fit(data, epochs=2).epochs[-1]["loss"] > 0


def test_a_job_is_cancelled_from_another_thread():
    from mixgrad import _core

    module = net()
    t = trainer(module)
    job = _core.start(_core.function("Trainer.fit"), t, loader(8192), 100_000)
    timer = threading.Timer(0.2, job.cancel)
    timer.start()
    while True:
        if job.wait(100) and job.take()[0] == "done":
            break
    with pytest.raises(mg.CancelledError):
        job.result()


def test_a_dropped_job_is_cancelled():
    from mixgrad import _core

    t = trainer()
    job = _core.start(_core.function("Trainer.fit"), t, loader(), 100_000)
    del job
    deadline = time.monotonic() + 600  # it is let go of soon, unless the machine is busy
    while True:
        try:
            t.fit(loader(), epochs=1)
            break
        except mg.BusyError:
            assert time.monotonic() < deadline
            time.sleep(0.01)


FORKED = """
    import os, sys
    import mixgrad as mg
    x = mg.ones(1000, 1000)
    (x @ x).sum().item()
    child = os.fork()
    if child == 0:
        try:
            x + 1
        except mg.MgError as error:
            os._exit(7 if "fork" in str(error) else 8)
        os._exit(9)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_after_fork_the_child_gets_an_error():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FORKED)], capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "7"
