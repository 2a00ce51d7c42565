import gc
import math
import os
import subprocess
import sys
import textwrap
import threading
import time
import weakref

import mixgrad as mg
import pytest
from mixgrad import DataLoader, Trainer, metrics, nn, optim


def points(n=64):
    """Two classes of points in the plane, which a line parts."""
    x = mg.normal([n, 2])
    return x, (x.sum(axis=1) > 0).astype("int64")


def trainer(net=None, **options):
    net = net or nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
    rule = optim.SGD(net.parameters(), lr=0.5)
    return Trainer(net, loss=nn.cross_entropy, optimizer=rule, metrics={"acc": metrics.Accuracy()}, **options)


def loader(n=64, **options):
    return DataLoader(mg.TensorDataset(*points(n)), batch_size=16, **options)


class Points(mg.Dataset):
    def __init__(self, n=48):
        super().__init__()
        self.x, self.y = points(n)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], int(self.y[index])


def test_fit():
    history = trainer().fit(loader(shuffle=True), epochs=5, validation=loader(32))
    logs = history.epochs
    assert len(logs) == 5
    assert logs[-1]["loss"] < logs[0]["loss"] and logs[-1]["val_acc"] > 0.8
    assert "<svg" in history.plot().svg


def test_progress_on_a_plain_stream(capfd):
    trainer().fit(loader(), epochs=2)
    lines = [line for line in capfd.readouterr().err.splitlines() if line]
    assert len(lines) == 2 and all("loss" in line for line in lines)


def test_progress_is_not_shown_where_it_is_not_wanted(capfd):
    trainer().fit(loader(), epochs=2, progress=False)
    assert capfd.readouterr().err == ""


TRAINED = """
    import mixgrad as mg
    from mixgrad import nn, optim
    net = nn.Sequential(nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 10))
    x = mg.normal([20_000, 64])
    data = mg.DataLoader(mg.TensorDataset(x, x.argmax(axis=1) % 10), batch_size=32)
    mg.Trainer(net, loss=nn.cross_entropy, optimizer=optim.SGD(net.parameters(), lr=0.1)).fit(data, epochs=2)
"""


def test_progress_on_a_terminal():
    ours, theirs = os.openpty()
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(TRAINED)], stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # what a terminal says when its last writer is gone
            pass
        assert process.wait(600) == 0, shown
    os.close(ours)
    text = shown.decode()
    assert text.count("\r") > 3 and "\x1b[K" in text  # one line is overwritten
    ends = [line.rsplit("\r", 1)[-1] for line in text.replace("\r\n", "\n").split("\n") if line]
    assert len(ends) == 2 and all("loss" in line for line in ends), ends


def test_dataset_of_the_user():
    data = Points()
    batches = list(DataLoader(data, batch_size=20))
    assert [len(x) for x, _ in batches] == [20, 20, 8]
    assert batches[0][1].dtype == "int64"
    assert batches[0][0].tolist() == data.x[:20].tolist()
    assert trainer().fit(DataLoader(data, batch_size=16), epochs=1).epochs[0]["loss"] > 0


def test_dataset_of_the_engine_is_a_sequence():
    data = mg.TensorDataset(mg.arange(6).reshape(3, 2))
    assert len(data) == 3
    assert data[1][0].tolist() == [2, 3] and data[-1][0].tolist() == [4, 5]
    assert data[1:][0].tolist() == [[2, 3], [4, 5]]
    assert data[[2, 0]][0].tolist() == [[4, 5], [0, 1]]
    assert data[[-1, 0]][0].tolist() == [[4, 5], [0, 1]]
    for outside in (3, -4):
        with pytest.raises(mg.MgIndexError, match=str(outside)):
            data[outside]
    assert [row[0].tolist() for row in data] == [[0, 1], [2, 3], [4, 5]]


def test_errors_of_a_dataset_come_back():
    class Broken(Points):
        def __getitem__(self, index):
            raise RuntimeError("item is broken")

    with pytest.raises(RuntimeError, match="item is broken"):
        list(DataLoader(Broken(), batch_size=4))
    with pytest.raises(RuntimeError, match="item is broken"):
        trainer().fit(DataLoader(Broken(), batch_size=4), epochs=1)


def test_callbacks():
    class Recorder(mg.Callback):
        def __init__(self):
            super().__init__()
            self.seen = []

        def on_epoch_end(self, epoch, logs):
            self.seen.append((epoch, logs["loss"]))
            return epoch == 2

    recorder = Recorder()
    history = trainer().fit(loader(), epochs=9, callbacks=[recorder])
    assert [epoch for epoch, _ in recorder.seen] == [1, 2] and len(history.epochs) == 2


def test_errors_of_a_callback_come_back():
    class Failing(mg.Callback):
        def on_epoch_end(self, epoch, logs):
            raise ZeroDivisionError("in the callback")

    with pytest.raises(ZeroDivisionError, match="in the callback"):
        trainer().fit(loader(), epochs=2, callbacks=[Failing()])


def test_metric_and_schedule_of_the_user():
    class Count(metrics.Metric):
        def reset(self):
            self.rows = 0

        def update(self, output, target):
            self.rows += len(target)

        def compute(self):
            return float(self.rows)

    class Half(optim.Schedule):
        def factor(self, epoch):
            return 0.5**epoch

    net = nn.Linear(2, 2)
    t = Trainer(
        net,
        loss=nn.cross_entropy,
        optimizer=optim.SGD(net.parameters(), lr=1.0),
        metrics={"rows": Count()},
        schedule=Half(),
    )
    logs = t.fit(loader(), epochs=3).epochs
    assert [epoch["rows"] for epoch in logs] == [64, 64, 64]
    assert [epoch["lr"] for epoch in logs] == [1, 0.5, 0.25]


def test_network_and_loss_of_the_user_are_traced_once():
    calls = []

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2)

        def forward(self, x):
            calls.append(1)
            return self.layer(x)

    net = Net()
    t = Trainer(
        net, loss=lambda output, target: nn.cross_entropy(output, target), optimizer=optim.SGD(net.parameters(), lr=0.1)
    )
    t.fit(loader(), epochs=3)
    assert len(calls) == 1


def test_handwritten_loop_equals_the_trainer():
    def make():
        mg.manual_seed(1)
        net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
        return net, optim.SGD(net.parameters(), lr=0.1, momentum=0.9), loader()

    net, rule, data = make()
    Trainer(net, loss=nn.cross_entropy, optimizer=rule).fit(data, epochs=2)
    other, rule, data = make()
    for _ in range(2):
        for x, y in data:
            rule.zero_grad()
            nn.cross_entropy(other(x), y).backward()
            rule.step()
    assert [p.tolist() for p in net.parameters()] == [p.tolist() for p in other.parameters()]


def test_save_and_resume(tmp_path):
    def run(epochs, resume=None):
        mg.manual_seed(5)
        t = trainer()
        data = loader(shuffle=True, seed=3)
        if resume:
            t.resume(resume)
        history = t.fit(data, epochs=epochs)
        return t, history

    whole, _ = run(4)
    half, _ = run(2)
    half.save(tmp_path / "half.safetensors")
    resumed, _ = run(4, tmp_path / "half.safetensors")
    whole.save(tmp_path / "whole.safetensors")
    resumed.save(tmp_path / "resumed.safetensors")
    assert (tmp_path / "whole.safetensors").read_bytes() == (tmp_path / "resumed.safetensors").read_bytes()


def test_second_fit_is_busy():
    t = trainer()
    errors = []

    class Again(mg.Callback):
        def on_epoch_end(self, epoch, logs):
            try:
                t.fit(loader(), epochs=1)
            except mg.BusyError as error:
                errors.append(error)

    t.fit(loader(), epochs=1, callbacks=[Again()])
    assert len(errors) == 1


def test_other_threads_run_during_fit():
    count, done = [0], threading.Event()

    def spin():
        while not done.is_set():
            count[0] += 1
            time.sleep(0)  # lets go of the interpreter

    class Enough(mg.Callback):
        def on_fit_start(self):
            self.before = count[0]

        def on_epoch_end(self, epoch, logs):
            return count[0] > self.before + 100

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e6)  # so nobody takes the interpreter from fit: it has to let go of it
    thread = threading.Thread(target=spin)
    thread.start()
    try:
        history = trainer().fit(loader(512), epochs=20_000, callbacks=[Enough()])
    finally:
        done.set()
        sys.setswitchinterval(usual)
        thread.join()
    assert len(history.epochs) < 20_000


INTERRUPTED = """
    import os, signal, sys, threading
    import mixgrad as mg
    from mixgrad import nn, optim
    net = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
    x = mg.normal([4096, 64])
    data = mg.DataLoader(mg.TensorDataset(x, x.argmax(axis=1) % 10), batch_size=32)
    t = mg.Trainer(net, loss=nn.cross_entropy, optimizer=optim.SGD(net.parameters(), lr=0.1))
    class Begun(mg.Callback):  # which asks for nothing more of Python
        def on_fit_start(self):
            threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    try:
        t.fit(data, epochs=100000, callbacks=[Begun()])
    except KeyboardInterrupt:
        print("interrupted", len(t.history.epochs) < 100000)
    net.save(sys.argv[1])
    t.fit(data, epochs=1)
    print("goes on")
"""


def test_ctrl_c(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(tmp_path / "net.safetensors")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["interrupted True", "goes on"]
    assert (tmp_path / "net.safetensors").exists()


def test_trainers_are_freed(no_leaks):
    gone = []
    for _ in range(20):
        t = trainer()
        t.cycle = t
        t.fit(loader(16), epochs=1)
        gone.append(weakref.ref(t))
        del t
    gc.collect()
    assert all(reference() is None for reference in gone)


def test_iteration_over_a_loader():
    data = loader(40, shuffle=True)
    assert data.length == 3
    first = [y.tolist() for _, y in data]
    assert [len(y) for y in first] == [16, 16, 8]


def test_generator():
    generator = mg.Generator(7)
    with mg.use_generator(generator):
        inside = mg.uniform([3]).tolist()
    generator.manual_seed(7)
    assert mg.uniform([3], generator=generator).tolist() == inside
    assert math.prod(generator.state) >= 0


def test_library():
    assert mg.__version__.count(".") == 2
    threads = mg.get_threads()
    mg.set_threads(1)
    assert mg.get_threads() == 1
    mg.set_threads(threads)
    assert isinstance(mg.build(), dict)
    with pytest.raises(mg.MgValueError):
        mg.set_threads(0)


def test_namespaces_are_modules():
    import mixgrad.nn

    assert mixgrad.nn.Linear is nn.Linear
    assert "sum" not in mg.__all__ and "bool" not in mg.__all__ and "add" in mg.__all__
