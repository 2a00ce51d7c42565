"""Cases of recurrent classes: torch.nn's in float64, with parameters of Philox, uniform in ±1/√hidden_size in order."""

from __future__ import annotations

import numpy as np
import torch

from .arrays import Array, array, numbers
from .expressions import call, field, get, key, new, var
from .philox import Stream
from .pytorch import plain, tensor
from .suite import Script, Suite


def drawn(module: torch.nn.Module, hidden_size: int, dtype: str = "float32") -> torch.nn.Module:
    stream, bound = Stream(0), 1 / np.sqrt(hidden_size)
    with torch.no_grad():
        for parameter in module.parameters():
            values = stream.uniform(tuple(parameter.shape), -bound, bound, dtype)
            parameter.copy_(tensor(Array(values, dtype)))
    return module


def parameters(script: Script, module: torch.nn.Module, dtype: str = "float32") -> None:
    """All of them, by their names in PyTorch."""
    for name, parameter in module.named_parameters():
        script.expect(key(name, call("Module.named_parameters", self_=var("layer"))), Array(plain(parameter), dtype))


def gradients(suite: Suite, module: torch.nn.Module, make: dict, forward: dict, output: torch.Tensor) -> None:
    """Of the sum of squares of the output."""
    script = suite.script("its gradients")
    script.let("layer", make)
    output.square().sum().backward()
    script.do(call("backward", x=call("sum", x=call("square", x=forward))))
    for name, parameter in module.named_parameters():
        own = key(name, call("Module.named_parameters", self_=var("layer")))
        if parameter.grad is not None:
            script.expect(get("Tensor.grad", own), Array(plain(parameter.grad), "float32"))


def layers(name: str) -> Suite:
    suite, lstm = Suite(name), name == "LSTM"
    of_torch = getattr(torch.nn, name)
    names = ["output", "state", "cell"] if lstm else ["output", "state"]
    sizes = {"input_size": 3, "hidden_size": 2}
    operator = name.lower()

    def run(script, found, x, start=None, dtype="float32", **lengths):
        """forward, if it starts from nothing, and forward_with_state."""
        given = {"x": x} if start is None else {"x": x, "state": start[0]}
        given |= {"cell": start[1]} if start is not None and lstm else {}
        output, last = found
        values = dict(zip(names, [output, *(last if lstm else [last])]))
        for one, value in values.items():
            made = call(f"{name}.forward_with_state", self_=var("layer"), **given, **lengths)
            script.expect(field(one, made), Array(plain(value), dtype))
        if start is None and not lengths:
            script.expect(call(f"{name}.forward", self_=var("layer"), x=x), Array(plain(output), dtype))

    def starts(rows, size=2, dtype="float32"):
        return numbers((rows, 2, size), dtype, 7), numbers((rows, 2, 2), dtype, 8)

    def in_torch(start):
        return (tensor(start[0]), tensor(start[1])) if lstm else tensor(start[0])

    script = suite.script("what it is")
    module, x = drawn(of_torch(3, 2), 2), numbers((4, 2, 3))
    script.let("layer", new(name, **sizes))
    parameters(script, module)
    for one, value in [("input_size", 3), ("hidden_size", 2), ("num_layers", 1), ("bidirectional", False)]:
        script.expect(get(f"{name}.{one}", var("layer")), value)
    run(script, module(tensor(x)), x)
    run(script, module(tensor(x), in_torch(starts(1))), x, starts(1))
    script.expect(call("Module.call", self_=var("layer"), x=x), array(plain(module(tensor(x))[0])))
    lengths = array([2, 4], "int64")
    packed = torch.nn.utils.rnn.pack_padded_sequence(tensor(x), tensor(lengths), enforce_sorted=False)
    padded, last = module(packed)
    run(script, (torch.nn.utils.rnn.pad_packed_sequence(padded)[0], last), x, lengths=lengths)
    script.fails(
        call(f"{name}.forward", self_=var("layer"), x=numbers((4, 2, 2))), "shape", "x", ["3"], operator=operator
    )
    wrong = call(f"{name}.forward_with_state", self_=var("layer"), x=x, state=numbers((1, 2, 3)))
    script.fails(wrong, "shape", "state", ["[1, 2, 3]"], operator=operator)
    wrong = call(f"{name}.forward_with_state", self_=var("layer"), x=x, lengths=array([5, 1], "int64"))
    script.fails(wrong, "value", "lengths", ["5"], operator=operator)

    if name == "RNN":
        script = suite.script("tanh by its name")
        script.let("layer", new(name, **sizes, nonlinearity="tanh"))
        run(script, module(tensor(x)), x)

    options = {"num_layers": 2, "bias": False, "batch_first": True, "dropout": 0.5, "bidirectional": True}
    more = {"proj_size": 1} if lstm else {"nonlinearity": "relu"} if name == "RNN" else {}
    script = suite.script("all options, in evaluation")
    script.let("layer", new(name, **sizes, **options, **more, dtype="float64"))
    module, x = drawn(of_torch(3, 2, **options, **more), 2, "float64").eval(), numbers((2, 4, 3), "float64")
    script.do(call("Module.eval", self_=var("layer")))
    parameters(script, module, "float64")
    script.expect(get(f"{name}.num_layers", var("layer")), 2)
    script.expect(get(f"{name}.bidirectional", var("layer")), True)
    run(script, module(tensor(x)), x, dtype="float64")
    start = starts(4, 1 if lstm else 2, "float64")
    run(script, module(tensor(x), in_torch(start)), x, start, "float64")

    script = suite.script("all dropped between layers")
    script.let("layer", new(name, **sizes, num_layers=2, dropout=1.0))
    module, x = drawn(of_torch(3, 2, 2), 2), numbers((4, 2, 3))
    with torch.no_grad():
        module.weight_ih_l1.zero_()
    script.expect(call(f"{name}.forward", self_=var("layer"), x=x), array(plain(module(tensor(x))[0])))

    script = suite.script("in a Sequential")
    script.let("net", new("Sequential", layers=[new(name, **sizes), new("ReLU")]))
    found = torch.relu(drawn(of_torch(3, 2), 2)(tensor(x))[0])
    script.expect(call("Sequential.forward", self_=var("net"), x=x), array(plain(found)))

    module = drawn(of_torch(3, 2, bidirectional=True), 2)
    forward = call(f"{name}.forward", self_=var("layer"), x=x)
    gradients(suite, module, new(name, **sizes, bidirectional=True), forward, module(tensor(x))[0])

    wrong = suite.script("numbers that are not accepted")
    wrong.fails(new(name, input_size=0, hidden_size=2), "value", "input_size", ["0"])
    wrong.fails(new(name, input_size=3, hidden_size=0), "value", "hidden_size", ["0"])
    wrong.fails(new(name, input_size=3, hidden_size=2**40), "value", "hidden_size", [str(2**40)])
    wrong.fails(new(name, **sizes, num_layers=0), "value", "num_layers", ["0"])
    wrong.fails(new(name, **sizes, num_layers=2**40), "value", "num_layers", [str(2**40)])
    wrong.fails(new(name, **sizes, dropout=1.5), "value", "dropout", ["1.5"])
    if lstm:
        wrong.fails(new(name, **sizes, proj_size=2), "value", "proj_size", ["2"])
    return suite


def cells(name: str) -> Suite:
    suite, lstm = Suite(name), name == "LSTMCell"
    of_torch = getattr(torch.nn, name)
    sizes = {"input_size": 3, "hidden_size": 2}

    def step(x, start=None):
        given = {"x": x} if start is None else {"x": x, "state": start[0]}
        given |= {"cell": start[1]} if start is not None and lstm else {}
        return call(f"{name}.forward_with_state", self_=var("layer"), **given)

    def expect(script, module, x, start=None, dtype="float32"):
        before = None if start is None else tuple(map(tensor, start)) if lstm else tensor(start[0])
        found = module(tensor(x), before)
        if lstm:
            script.expect(field("state", step(x, start)), Array(plain(found[0]), dtype))
            script.expect(field("cell", step(x, start)), Array(plain(found[1]), dtype))
        else:
            script.expect(step(x, start), Array(plain(found), dtype))
        if start is None:
            one = found[0] if lstm else found
            script.expect(call(f"{name}.forward", self_=var("layer"), x=x), Array(plain(one), dtype))

    script = suite.script("what it is")
    module, x = drawn(of_torch(3, 2), 2), numbers((4, 3))
    script.let("layer", new(name, **sizes))
    parameters(script, module)
    script.expect(get(f"{name}.input_size", var("layer")), 3)
    script.expect(get(f"{name}.hidden_size", var("layer")), 2)
    expect(script, module, x)
    expect(script, module, x, (numbers((4, 2), seed=7), numbers((4, 2), seed=8)))
    expect(script, module, numbers((3,)))
    expect(script, module, numbers((3,)), (numbers((2,), seed=7), numbers((2,), seed=8)))
    operator = f"{name}.forward"
    script.fails(call(operator, self_=var("layer"), x=numbers((4, 2))), "shape", "x", ["[4, 2]", "3"])
    script.fails(step(x, (numbers((3, 2)), numbers((4, 2)))), "shape", "state", ["[3, 2]", "[4, 2]"])
    if lstm:
        script.fails(step(x, (numbers((4, 2)), numbers((3, 2)))), "shape", "cell", ["[3, 2]", "[4, 2]"])

    if name == "RNNCell":
        script = suite.script("tanh by its name")
        script.let("layer", new(name, **sizes, nonlinearity="tanh"))
        expect(script, module, x)

    more = {"nonlinearity": "relu"} if name == "RNNCell" else {}
    script = suite.script("all options")
    script.let("layer", new(name, **sizes, bias=False, **more, dtype="float64"))
    module = drawn(of_torch(3, 2, bias=False, **more), 2, "float64")
    parameters(script, module, "float64")
    expect(script, module, numbers((4, 3), "float64"), dtype="float64")

    module = drawn(of_torch(3, 2), 2)
    found = module(tensor(x))
    forward = call(f"{name}.forward", self_=var("layer"), x=x)
    gradients(suite, module, new(name, **sizes), forward, found[0] if lstm else found)

    wrong = suite.script("numbers that are not accepted")
    wrong.fails(new(name, input_size=0, hidden_size=2), "value", "input_size", ["0"])
    wrong.fails(new(name, input_size=3, hidden_size=0), "value", "hidden_size", ["0"])
    return suite
