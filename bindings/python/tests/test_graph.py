"""Graphs that are kept, saved and loaded."""

import mixgrad as mg
import pytest
from mixgrad import nn


def test_graph_of_a_compiled_function(tmp_path):
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    f = mg.compile(net)
    x = mg.normal([5, 3])
    graph = f.graph(x)
    assert graph(x).tolist() == net(x).tolist() == f(x).tolist()
    assert graph.input_count == graph.output_count == 1 and graph.state_count == 4
    assert "relu" in graph.functions
    graph.save(tmp_path / "net.graph")
    loaded = mg.load_graph(tmp_path / "net.graph")
    assert loaded(x).tolist() == net(x).tolist()
    assert loaded(x[:2]).shape == (2, 2)
    assert loaded.call_all(x)[0].tolist() == net(x).tolist()


def test_graphs_that_do_not_fit(tmp_path):
    graph = mg.compile(lambda a, b: a @ b).graph(mg.ones(2, 3), mg.ones(3, 2))
    with pytest.raises(mg.ShapeError):
        graph(mg.ones(2, 3), mg.ones(4, 2))
    with pytest.raises(mg.MgTypeError):
        graph(mg.ones(2, 3))
    with pytest.raises(mg.DTypeError):
        graph(mg.ones(2, 3), mg.ones(3, 2, dtype="float64"))
    path = tmp_path / "g"
    graph.save(path)
    data = path.read_bytes()
    for length in (0, 4, 40, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        with pytest.raises(mg.FormatError):
            mg.load_graph(path)
    path.write_bytes(data.replace(b"matmul", b"system"))
    with pytest.raises(mg.MgError):
        mg.load_graph(path)
    with pytest.raises(mg.MgIOError):
        mg.load_graph(tmp_path / "missing")
