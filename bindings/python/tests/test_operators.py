import operator

import mixgrad as mg
import pytest

X, Y = [[1.0, -2.0], [3.0, 4.0]], [[2.0, 2.0], [-1.0, 0.5]]


def elementwise(f, a, b):
    return [[f(p, q) for p, q in zip(r, s)] for r, s in zip(a, b)]


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "lt", "le", "eq", "ne", "gt", "ge"])
def test_binary(name):
    f = getattr(operator, name)
    x, y = mg.tensor(X, dtype="float64"), mg.tensor(Y, dtype="float64")
    assert f(x, y).tolist() == elementwise(f, X, Y)
    assert f(x, 2).tolist() == elementwise(f, X, [[2, 2], [2, 2]])
    assert f(2.5, y).tolist() == elementwise(f, [[2.5, 2.5], [2.5, 2.5]], Y)


def test_power_and_division():
    x = mg.tensor([7, -7], dtype="int64")
    assert (x // 2).tolist() == [3, -4]
    assert (x % 4).tolist() == [3, 1]
    assert (mg.tensor([2.0, 3.0]) ** 2).tolist() == [4, 9]
    assert (2 ** mg.tensor([1.0, 3.0])).tolist() == [2, 8]


def test_unary():
    x = mg.tensor([1.0, -2.0])
    assert (-x).tolist() == [-1, 2] and (+x).tolist() == [1, -2] and abs(x).tolist() == [1, 2]


def test_matmul():
    x, y = mg.tensor(X), mg.tensor(Y)
    assert (x @ y).tolist() == [[4, 1], [2, 8]]


@pytest.mark.parametrize("name", ["iadd", "isub", "imul", "itruediv"])
def test_in_place(name):
    f = getattr(operator, name)
    x = mg.tensor([8.0, 4.0])
    same = x
    x = f(x, 2)
    assert x is same
    assert x.tolist() == [f(8.0, 2), f(4.0, 2)]
    view = x[:1]
    view += 100
    assert x.tolist()[0] == f(8.0, 2) + 100


def test_in_place_function_returns_its_argument():
    x = mg.tensor([1.0])
    assert x.add_(1) is x and mg.add_(x, 1) is x and x.item() == 3


def test_weak_scalars_keep_the_dtype():
    for dtype in ("float16", "bfloat16", "float32", "float64"):
        assert (mg.tensor([1], dtype=dtype) + 1.5).dtype == dtype
    assert (mg.tensor([1], dtype="int8") + 1).dtype == "int8"
    assert (1 - mg.tensor([1], dtype="uint8")).dtype == "uint8"


def test_promotion():
    assert (mg.tensor([1], dtype="int32") + mg.tensor([1], dtype="int64")).dtype == "int64"
    assert (mg.tensor([1.0], dtype="float32") + mg.tensor([1.0], dtype="float64")).dtype == "float64"


def test_operands_of_others():
    x = mg.tensor([1.0])
    assert (x == None) is False and (x != None) is True
    assert (x == "a") is False
    for bad in ("a", None, [1], {}, print):
        with pytest.raises(TypeError):
            x + bad
        with pytest.raises(TypeError):
            bad + x


def test_other_objects_may_answer():
    class Other:
        def __radd__(self, left):
            return "right"

    assert mg.tensor([1.0]) + Other() == "right"


def test_hash_and_truth():
    x, y = mg.tensor([1.0]), mg.tensor([1.0])
    assert len({x, y, x}) == 2
    assert bool(x) and not bool(mg.tensor(0))
    with pytest.raises(mg.MgValueError):
        bool(mg.tensor([1, 2]))
    assert 1.0 in mg.tensor([0.0, 1.0])


def test_numbers_of_python():
    assert int(mg.tensor(3.7)) == 3 and float(mg.tensor(2)) == 2.0
    assert [10, 20, 30][mg.tensor(1)] == 20
    with pytest.raises(TypeError):
        [10][mg.tensor(0.0)]
    with pytest.raises(mg.MgValueError):
        mg.tensor([1, 2]).item()


def test_names_of_functions():
    x = mg.tensor([1.0, 2.0])
    assert mg.mul(x, 2).tolist() == mg.multiply(x, 2).tolist() == x.mul(2).tolist()
    assert mg.add.__doc__ and mg.add.__name__ == "add"
