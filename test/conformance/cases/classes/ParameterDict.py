"""What torch.nn.ParameterDict does with the same tensors, in float64."""

from collections import OrderedDict  # of which torch keeps the order

import torch
from oracle import Array, Suite, array, call, get, key, mapping, new, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("ParameterDict")
on = lambda method, **given: call(f"ParameterDict.{method}", self_=var("dict"), **given)
script = suite.script("two parameters, and one more")
own = {"small": numbers((2, 3)), "large": numbers((3,), "float64")}
script.let("dict", new("ParameterDict", parameters=mapping(own)))
script.expect(get("ParameterDict.length", var("dict")), 2)
own["none"] = numbers((0,))
script.do(call("Module.register_parameter", self_=var("dict"), name="none", tensor=own["none"]))
theirs = torch.nn.ParameterDict(OrderedDict((name, tensor(x)) for name, x in own.items()))
script.expect(on("names"), list(theirs.keys()))
for name, parameter in theirs.named_parameters():
    expected = Array(plain(parameter), own[name].dtype)
    script.expect(on("get", name=name), expected, exact=True)
    script.expect(key(name, call("Module.named_parameters", self_=var("dict"))), expected, exact=True)
script.do(call("backward", x=call("sum", x=call("square", x=on("get", name="small")))))
script.expect(get("Tensor.grad", on("get", name="small")), array(2 * own["small"].values))
script.fails(on("get", name="middle"), "not_found", "name", ["middle", "small, large, none"])
for name, given in {"null for no parameters": {"parameters": None}, "nothing in it": {}}.items():
    empty = suite.script(name)
    empty.let("dict", new("ParameterDict", **given))
    empty.expect(get("ParameterDict.length", var("dict")), 0)
    empty.expect(on("names"), [])
    empty.fails(on("get", name="a"), "not_found", "name")
wrong = suite.script("what is not accepted")
for name in ("", "a.b"):
    wrong.fails(new("ParameterDict", parameters=mapping({name: array([1])})), "value", "parameters", [name])
wrong.fails(new("ParameterDict", parameters=mapping({"a": array([1], "int32")})), "dtype", "parameters", ["int32"])
