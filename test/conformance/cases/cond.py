"""A choice between two functions, against the branch that Python takes."""

import numpy as np
from oracle import FLOATING, Suite, array, call, get, host, item, new, numbers, put, var

suite = Suite("cond")
double = host(["a"], {"list": [call("multiply", x1=var("a"), x2=2)]})
bend = host(["a"], {"list": [call("square", x=var("a"))]})
small = lambda name: call("less", x1=call("sum", x=var(name)), x2=1)


def choose(script, name, predicate, inputs, yes=double, no=bend):
    script.let(name, call("cond", predicate=predicate, true_function=yes, false_function=no, inputs=inputs))


for dtype in FLOATING:
    for word, values in {"true": numbers((3,), dtype), "false": array([1, 2, 3], dtype)}.items():
        script = suite.script(f"{word} for {dtype}")
        script.let("x", values)
        choose(script, "y", small("x"), [var("x")])
        x = values.values
        script.expect(item(0, var("y")), array(2 * x if x.sum() < 1 else x * x, dtype))
plain = suite.script("a plain truth", typed=False)
plain.let("x", array([1, -2, 3]))
choose(plain, "y", True, [var("x")])
choose(plain, "z", False, [var("x")])
plain.expect(item(0, var("y")), array([2, -4, 6]))
plain.expect(item(0, var("z")), array([1, 4, 9]))
two = suite.script("two inputs and two results")
two.let("x", array([1, 2]))
two.let("n", array([3, 4], "int32"))
kept = host(["a", "b"], {"list": [var("b"), call("negative", x=var("a"))]})
moved = host(["a", "b"], {"list": [call("add", x1=var("b"), x2=1), var("a")]})
choose(two, "y", array([True], "bool"), [var("x"), var("n")], kept, moved)
two.expect(item(0, var("y")), array([3, 4], "int32"))
two.expect(item(1, var("y")), array([-1, -2]))
learns = suite.script("gradients of the input and of what a function uses beside it")
learns.let("x", array([1, -2, 3]))
learns.let("w", array([2, 3, 4]))
for name in ("x", "w"):
    learns.do(put("Tensor.requires_grad", var(name), True))
weighted = host(["a"], {"list": [call("multiply", x1=var("a"), x2=var("w"))]})
choose(learns, "y", call("less", x1=call("sum", x=var("x")), x2=5), [var("x")], weighted, bend)
learns.do(call("backward", x=call("sum", x=item(0, var("y")))))
learns.expect(get("Tensor.grad", var("x")), array([2, 3, 4]))
learns.expect(get("Tensor.grad", var("w")), array([1, -2, 3]))
compiled = suite.script("in a compiled function, which chooses each time")
chosen = call("cond", predicate=small("x"), true_function=double, false_function=bend, inputs=[var("x")])
compiled.let("f", new("CompiledFunction", fn=host(["x"], item(0, chosen))))
for x in ([1, -2], [1, 2], [-3, -1]):
    expected = 2 * np.array(x) if sum(x) < 1 else np.array(x) ** 2
    compiled.expect(call("CompiledFunction.call", self_=var("f"), inputs=[array(x)]), array(expected))
compiled.expect(get("CompiledFunction.traces", var("f")), 1)


always = array(True, "bool")


def fails(name, code, argument, mentions, predicate=always, yes=double, no=bend, operator=None):
    script = suite.script(name, typed=not isinstance(predicate, int))
    script.let("x", array([1, 2, 3]))
    given = {"predicate": predicate, "true_function": yes, "false_function": no, "inputs": [var("x")]}
    script.fails(call("cond", **given), code, argument, mentions, operator)


fails("a predicate that is a number", "dtype", "predicate", ["bool"], predicate=1)
fails("a predicate of integers", "dtype", "predicate", ["int32", "bool"], predicate=array([1], "int32"))
fails("a predicate of two elements", "shape", "predicate", ["[2]"], predicate=array([True, False], "bool"))
total = host(["a"], {"list": [call("sum", x=var("a"))]})
fails("functions of different shapes", "shape", "false_function", ["float32 []", "float32 [3]"], no=total)
wide = host(["a"], {"list": [call("astype", x=var("a"), dtype="float64")]})
fails("functions of different dtypes", "dtype", "false_function", ["float64", "float32"], no=wide)
pair = host(["a"], {"list": [var("a"), var("a")]})
fails("functions of different numbers of results", "type", "false_function", ["2", "1"], no=pair)
views = suite.script("a write and a read of another view")
views.let("base", array([1, 2, 3]))
views.let("view", call("reshape", x=var("base"), shape=[3]))
writes = host(["a"], {"list": [call("add_", x1=var("base"), x2=var("a"))]})
reads = host(["a"], {"list": [call("multiply", x1=var("view"), x2=var("a"))]})
given = {"true_function": writes, "false_function": reads, "inputs": [array([1, 1, 1])]}
views.fails(call("cond", predicate=array(True, "bool"), **given), "value")
