"""NumPy is optional: the package and a training run work where it can't be imported."""

import subprocess
import sys
import textwrap

PROGRAM = """
    import sys

    class Blocked:
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] == "numpy":
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    sys.meta_path.insert(0, Blocked())
    import mixgrad as mg
    from mixgrad import DataLoader, Trainer, nn, optim

    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert (x @ x.T + 1).tolist() == [[6, 12], [12, 26]]
    assert memoryview(x).tolist() == x.tolist() and mg.from_dlpack(x).tolist() == x.tolist()
    assert repr(x).startswith("tensor([[1., 2.]")
    net = nn.Linear(2, 2)
    data = DataLoader(mg.TensorDataset(mg.normal([16, 2]), mg.zeros(16, dtype="int64")), batch_size=4)
    Trainer(net, loss=nn.cross_entropy, optimizer=optim.SGD(net.parameters(), lr=0.1)).fit(data, epochs=1)
    try:
        x.numpy()
    except ModuleNotFoundError as error:
        assert error.name == "numpy"
    else:
        raise AssertionError("numpy was there")
    assert "numpy" not in sys.modules
    print("done")
"""


def test_without_numpy():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)], capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "done\n"
