"""What torch.nn.ParameterList does with the same tensors, in float64."""

import torch
from oracle import FLOATING, Array, Suite, array, call, get, key, new, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("ParameterList")
on = lambda method, **given: call(f"ParameterList.{method}", self_=var("list"), **given)
script = suite.script("two parameters, and one more")
first, second, third = numbers((2, 3)), numbers((3,), "float64"), numbers((), "float32", 1)
script.let("list", new("ParameterList", parameters=[first, second]))
script.expect(get("ParameterList.length", var("list")), 2)
script.do(on("append", tensor=third))
script.expect(get("ParameterList.length", var("list")), 3)
theirs = torch.nn.ParameterList([tensor(x) for x in (first, second, third)])
for i, (name, own) in enumerate(theirs.named_parameters()):
    dtype = (first, second, third)[i].dtype
    script.expect(on("get", index=i), Array(plain(own), dtype), exact=True)
    script.expect(key(name, call("Module.named_parameters", self_=var("list"))), Array(plain(own), dtype), exact=True)
    script.expect(get("Tensor.requires_grad", on("get", index=i)), True)
script.fails(on("get", index=3), "index", "index", ["{3}"])
slopes = suite.script("gradients")
for dtype in FLOATING:
    slopes.let("list", new("ParameterList", parameters=[numbers((2, 3), dtype)]))
    slopes.do(call("backward", x=call("sum", x=call("square", x=on("get", index=0)))))
    slopes.expect(get("Tensor.grad", on("get", index=0)), Array(2 * numbers((2, 3), dtype).values, dtype))
child = suite.script("in a network")
child.let("list", new("ParameterList", parameters=[array([1, 2])]))
child.let("net", new("Module"))
child.do(call("Module.register_module", self_=var("net"), name="scales", child=var("list")))
child.expect(key("scales.0", call("Module.named_parameters", self_=var("net"))), array([1, 2]))
empty = suite.script("nothing in it")
empty.let("list", new("ParameterList", parameters=[]))
empty.expect(get("ParameterList.length", var("list")), 0)
empty.fails(on("get", index=0), "index", "index")
empty.fails(on("append", tensor=array([1], "int32")), "dtype", "tensor", ["int32"])
empty.expect(get("ParameterList.length", var("list")), 0)
empty.fails(new("ParameterList", parameters=[array([1]), array([1], "int32")]), "dtype", "parameters", ["int32"])
