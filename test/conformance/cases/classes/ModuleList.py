"""What it holds, with weights of Philox."""

from oracle import Stream, Suite, array, call, get, host, item, key, new, numbers, subclass, var
from oracle.pytorch import linear, plain, tensor

suite = Suite("ModuleList")
x, stream = numbers((2, 3)), Stream(0)
first, second = linear(stream, 3, 4), linear(stream, 4, 2)
script = suite.script("two linear maps, and one more")
own = [new("Linear", in_features=3, out_features=4), new("Linear", in_features=4, out_features=2)]
script.let("list", new("ModuleList", layers=own))
on = lambda method, **given: call(f"ModuleList.{method}", self_=var("list"), **given)
script.expect(get("ModuleList.length", var("list")), 2)
inner = call("Module.call", self_=on("get", index=0), x=x)
script.expect(call("Module.call", self_=on("get", index=1), x=inner), array(plain(second(first(tensor(x))))))
script.expect(key("1.bias", call("Module.named_parameters", self_=var("list"))), array(plain(second.bias)))
script.do(on("append", child=new("Linear", in_features=2, out_features=1)))
third = linear(stream, 2, 1)
script.expect(get("ModuleList.length", var("list")), 3)
script.expect(key("2.weight", call("Module.named_parameters", self_=var("list"))), array(plain(third.weight)))
script.let("children", on("children"))
script.expect(call("Module.call", self_=item(0, var("children")), x=x), array(plain(first(tensor(x)))))
script.expect(get("Module.name", item(2, var("children"))), "2")
script.fails(on("get", index=3), "index", "index", ["{3}"])
script.fails(on("append", child=var("list")), "value", "child")
empty = suite.script("nothing in it")
empty.let("list", new("ModuleList", layers=[]))
empty.expect(get("ModuleList.length", var("list")), 0)
empty.fails(on("get", index=0), "index", "index")
hosts = suite.script("a module of the host's language")
doubled = subclass("Module", forward=host(["x"], call("multiply", x1=var("x"), x2=2)))
hosts.let("list", new("ModuleList", layers=[doubled]))
hosts.expect(call("Module.call", self_=on("get", index=0), x=x), array(2 * x.values))
