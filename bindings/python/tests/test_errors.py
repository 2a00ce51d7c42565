import gc
import pickle

import mixgrad as mg
import pytest


def test_hierarchy():
    assert issubclass(mg.MgError, RuntimeError)
    assert issubclass(mg.ShapeError, (mg.MgError, ValueError))
    assert issubclass(mg.DTypeError, TypeError) and issubclass(mg.DTypeError, mg.MgError)
    assert issubclass(mg.MgIndexError, IndexError)
    assert issubclass(mg.FormatError, mg.MgIOError) and issubclass(mg.MgIOError, OSError)
    assert issubclass(mg.OutOfMemoryError, MemoryError)


def test_fields():
    with pytest.raises(mg.ShapeError) as error:
        mg.zeros(2, 3) @ mg.zeros(4, 5)
    e = error.value
    assert e.code == "shape" and e.operator == "matmul"
    assert "3" in str(e) and "4" in str(e)
    copy = pickle.loads(pickle.dumps(e))
    assert type(copy) is type(e) and str(copy) == str(e) and copy.operator == "matmul"


@pytest.mark.parametrize(
    "call, error, argument",
    [
        (lambda: mg.zeros(2).sum(axis=1), mg.MgIndexError, "axis"),
        (lambda: mg.zeros(-1), mg.MgError, None),
        (lambda: mg.add(mg.zeros(2), "a"), mg.MgTypeError, "x2"),
        (lambda: mg.add(None, 1), mg.MgTypeError, "x1"),
        (lambda: mg.zeros(2, dtype="float31"), mg.MgValueError, "dtype"),
        (lambda: mg.zeros(2, device="cuda:0"), mg.DeviceError, "device"),
        (lambda: mg.add(mg.zeros(2), mg.zeros(3)), mg.ShapeError, None),
        (
            lambda: mg.nn.cross_entropy(mg.zeros(2, 3), mg.tensor([0, 1]), reduction="median"),
            mg.MgValueError,
            "reduction",
        ),
        (lambda: mg.nn.cross_entropy(mg.zeros(2, 3), mg.tensor([0, 3])), mg.MgIndexError, "target"),
        (lambda: mg.nn.Linear(0, 3), mg.MgValueError, "in_features"),
        (lambda: mg.nn.Linear(2.5, 3), mg.MgTypeError, "in_features"),
        (lambda: mg.nn.Dropout(1.5), mg.MgValueError, "p"),
    ],
)
def test_bad_arguments(call, error, argument):
    with pytest.raises(error) as raised:
        call()
    assert raised.value.operator
    if argument:
        assert raised.value.argument == argument
        assert argument in str(raised.value)


def test_python_checks_the_form_of_calls():
    with pytest.raises(TypeError):
        mg.add(mg.zeros(1))
    with pytest.raises(TypeError):
        mg.add(mg.zeros(1), 1, 2)
    with pytest.raises(TypeError):
        mg.nn.Linear(1, 2, nonsense=3)
    with pytest.raises(TypeError):
        mg.Tensor()


def test_numbers_too_large():
    with pytest.raises(mg.MgValueError, match="64 bits"):
        mg.zeros(2) + 2**64


def test_use_after_dispose(no_leaks):
    x = mg.zeros(2)
    x.dispose()
    x.dispose()
    assert x.disposed and x.identity == 0
    for use in (lambda: x + 1, lambda: x.shape, lambda: x.tolist(), lambda: memoryview(x), lambda: x[0]):
        with pytest.raises(mg.DisposedError):
            use()
    assert repr(x) == "tensor(<disposed>)"


def test_scopes(no_leaks):
    with mg.Scope("step") as scope:
        inside = mg.zeros(2)
        kept = scope.keep(mg.ones(2))
    with pytest.raises(mg.DisposedError, match="step"):
        inside + 1
    assert kept.tolist() == [1, 1]


def test_scope_ends_with_an_error(no_leaks):
    with pytest.raises(KeyError), mg.Scope():
        x = mg.zeros(2)
        raise KeyError("a")
    assert x.disposed


def test_memory_limit(no_leaks):
    gc.collect()
    mg.set_memory_limit(mg.memory().bytes + 4000)
    try:
        with pytest.raises(mg.OutOfMemoryError):
            mg.zeros(100_000)
        assert mg.zeros(10).tolist() == [0] * 10
    finally:
        mg.set_memory_limit(0)


def test_memory_in_cycles_is_collected_before_giving_up():
    gc.collect()
    gc.disable()
    mg.set_memory_limit(mg.memory().bytes + 600_000)
    try:
        cycle = [mg.zeros(100_000)]
        cycle.append(cycle)
        del cycle
        assert mg.zeros(100_000).shape == (100_000,)
    finally:
        mg.set_memory_limit(0)
        gc.enable()


def test_final_classes_can_not_be_subclassed():
    with pytest.raises(mg.MgTypeError, match="final"):

        class Mine(mg.nn.Linear):
            pass


def test_objects_of_the_engine_can_not_be_made():
    with pytest.raises(mg.MgTypeError):
        mg.History()


def test_unfinished_module():
    class Net(mg.nn.Module):
        def __init__(self):
            self.layer = mg.nn.Linear(1, 1)

    with pytest.raises(mg.MgTypeError, match="super"):
        Net()
