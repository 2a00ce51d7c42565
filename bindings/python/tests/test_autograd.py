import gc
import threading
import weakref

import mixgrad as mg
import pytest


def test_backward():
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    (x * x).sum().backward()
    assert x.grad.tolist() == [[2, 4], [6, 8]]
    (x * 3).sum().backward()
    assert x.grad.tolist() == [[5, 7], [9, 11]]
    x.grad = None
    assert x.grad is None


def test_gradient_is_set():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    x.grad = mg.tensor([5.0, 6.0])
    assert x.grad.tolist() == [5, 6]
    with pytest.raises(mg.ShapeError):
        x.grad = mg.zeros(3)
    with pytest.raises(mg.MgTypeError):
        x.grad = 1


def test_no_grad():
    x = mg.tensor([1.0], requires_grad=True)
    with mg.no_grad():
        assert not mg.is_grad_enabled()
        assert not (x * 2).requires_grad
        with mg.enable_grad():
            assert (x * 2).requires_grad
        x += 1
    assert mg.is_grad_enabled() and (x * 2).requires_grad and x.item() == 2

    @mg.no_grad()
    def evaluate():
        return x * 2

    assert not evaluate().requires_grad


def test_no_grad_ends_with_an_error():
    with pytest.raises(KeyError), mg.no_grad():
        raise KeyError
    assert mg.is_grad_enabled()


def test_threads_have_contexts_of_their_own():
    seen = []
    with mg.no_grad():
        thread = threading.Thread(target=lambda: seen.append(mg.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_writing_to_a_leaf_is_an_error():
    x = mg.tensor([1.0], requires_grad=True)
    with pytest.raises(mg.GradientError):
        x += 1


def test_transforms():
    x = mg.tensor([1.0, 2.0, 3.0])
    result = mg.value_and_grad(lambda v: (v * v).sum())(x)
    assert result.value.item() == 14 and result.gradients[0].tolist() == [2, 4, 6]
    _value, (slope,) = mg.value_and_grad(lambda v: (v * v).sum())(x)
    assert slope.tolist() == [2, 4, 6]
    first, second = mg.grad(lambda a, b: (a * b).sum())(x, x + 1)
    assert first.tolist() == [2, 3, 4] and second.tolist() == [1, 2, 3]
    out = mg.jvp(lambda v: v * v)(x, tangents=[mg.tensor([1.0, 0.0, 10.0])])
    assert out.tangent.tolist() == [2, 0, 60]


def test_transform_of_a_function_of_the_engine():
    assert mg.grad(mg.sum)(mg.tensor([1.0, 2.0]))[0].tolist() == [1, 1]


def test_errors_of_the_function_come_back_as_they_are():
    class Mine(Exception):
        pass

    raised = Mine("here")

    def f(x):
        raise raised

    with pytest.raises(Mine) as error:
        mg.grad(f)(mg.tensor([1.0]))
    assert error.value is raised
    assert any(entry.name == "f" for entry in error.traceback)


def test_values_can_not_be_read_while_tracing():
    def f(x):
        return x * x.item()

    with pytest.raises(mg.TraceError):
        mg.grad(f)(mg.tensor([2.0]))


def test_printing_a_traced_value():
    seen = []

    def f(x):
        seen.append(repr(x))
        return x.sum()

    mg.grad(f)(mg.tensor([2.0]))
    assert "trace" in seen[0]


def test_gradient_of_gradient():
    def slope(x):
        return mg.grad(lambda v: (v * v * v).sum())(x)[0].sum()

    assert mg.grad(slope)(mg.tensor([1.0, 2.0]))[0].tolist() == [6, 12]


def test_custom():
    calls = []

    def forward(x):
        calls.append("forward")
        return x * x

    def gradient(g, x):
        calls.append("gradient")
        return [g * x * 2]

    x = mg.tensor([1.0, 3.0], requires_grad=True)
    y = mg.custom([x], forward, gradient=gradient)
    assert y.tolist() == [1, 9]
    y.sum().backward()
    assert x.grad.tolist() == [2, 6] and calls == ["forward", "gradient"]


def test_custom_reports_wrong_shapes():
    with pytest.raises(mg.ShapeError):
        mg.custom([mg.zeros(2)], lambda x: mg.zeros(3))


def test_compile():
    calls = []

    @mg.compile
    def f(x):
        calls.append((str(x.dtype), x.ndim))
        return (x * 2).relu()

    assert f(mg.tensor([1.0, -1.0])).tolist() == [2, 0]
    assert f(mg.tensor([3.0, -2.0, 1.0])).tolist() == [6, 0, 2]  # another size, the same graph
    assert calls == [("float32", 1)] and f.traces == 1
    assert f(mg.ones(2, 2)).shape == (2, 2)
    assert calls == [("float32", 1), ("float32", 2)] and f.traces == 2


def test_compiled_functions_that_look_at_sizes_are_traced_again():
    f = mg.compile(lambda x: x * x.shape[0])
    assert f(mg.ones(2)).tolist() == [2, 2] and f(mg.ones(3)).tolist() == [3, 3, 3]
    assert f.traces == 2


def test_compiled_functions_have_gradients_and_state():
    w = mg.tensor([2.0, 3.0], requires_grad=True)
    f = mg.compile(lambda x: (w * x).sum())
    for _ in range(2):
        f(mg.tensor([1.0, 10.0])).backward()
    assert w.grad.tolist() == [2, 20] and f.traces == 1
    slopes = mg.grad(lambda x: f(x * x))(mg.tensor([1.0, 10.0]))[0]
    assert slopes.tolist() == [4, 60]


def test_compiled_functions_are_freed(no_leaks):
    class Owner:
        pass

    def make():
        owner = Owner()
        owner.f = mg.compile(lambda x: x + (1 if owner else 0))
        owner.f(mg.ones(1))
        return weakref.ref(owner)

    gone = make()
    gc.collect()
    assert gone() is None


def test_errors_while_a_function_is_compiled_come_back():
    def broken(x):
        raise ZeroDivisionError("in the function")

    f = mg.compile(broken)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="in the function"):
            f(mg.ones(1))


def test_vmap():
    x, w = mg.normal([5, 3]), mg.normal([3, 2])
    each = mg.vmap(lambda row: (row @ w).relu())(x)
    assert each.shape == (5, 2)
    for i in range(5):
        assert each[i].tolist() == pytest.approx((x[i] @ w).relu().tolist(), rel=1e-5)
    columns = mg.vmap(lambda column: column.sum(), in_axes=[1])(x)
    assert columns.tolist() == pytest.approx(x.sum(axis=0).tolist(), rel=1e-5)
    assert mg.vmap(lambda row: row * 2, out_axis=1)(x).shape == (3, 5)
    pairs = mg.vmap(lambda a, b: (a * b).sum())(x, x)
    assert pairs.tolist() == pytest.approx((x * x).sum(axis=1).tolist(), rel=1e-5)


def test_gradients_of_every_example():
    x, w = mg.normal([4, 3]), mg.tensor([1.0, 2.0, 3.0])
    slopes = mg.vmap(lambda row: mg.grad(lambda v: (row * v * v).sum())(w)[0])(x)
    assert slopes.shape == (4, 3)
    assert slopes.tolist() == [pytest.approx(row.tolist(), rel=1e-5) for row in x * w * 2]
    through = mg.grad(lambda v: mg.vmap(lambda row: (row * v).sum())(x).sum())(w)[0]
    assert through.tolist() == pytest.approx(x.sum(axis=0).tolist(), rel=1e-5)


def test_vmap_of_what_does_not_fit():
    with pytest.raises(mg.MgError) as error:
        mg.vmap(lambda a, b: a + b)(mg.zeros(2, 3), mg.zeros(4, 3))
    assert error.value.operator == "vmap"
    with pytest.raises(mg.MgIndexError):
        mg.vmap(lambda a: a, in_axes=[2])(mg.zeros(2, 3))
    with pytest.raises(mg.TraceError):
        mg.vmap(lambda a: a * a[0].item())(mg.zeros(2, 3))
