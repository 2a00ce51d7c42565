"""What it holds, with weights of Philox."""

from oracle import Stream, Suite, array, call, get, item, key, mapping, new, numbers, var
from oracle.pytorch import linear, plain, tensor

suite = Suite("ModuleDict")
x, stream = numbers((2, 3)), Stream(0)
small, large = linear(stream, 3, 1), linear(stream, 3, 4)
own = {"small": new("Linear", in_features=3, out_features=1), "large": new("Linear", in_features=3, out_features=4)}
script = suite.script("two linear maps")
script.let("dict", new("ModuleDict", modules=mapping(own)))
on = lambda method, **given: call(f"ModuleDict.{method}", self_=var("dict"), **given)
script.expect(get("ModuleDict.length", var("dict")), 2)
script.expect(on("names"), ["small", "large"])
script.expect(call("Module.call", self_=on("get", name="large"), x=x), array(plain(large(tensor(x)))))
script.expect(key("small.bias", call("Module.named_parameters", self_=var("dict"))), array(plain(small.bias)))
script.let("children", on("children"))
script.expect(call("Module.call", self_=item(0, var("children")), x=x), array(plain(small(tensor(x)))))
script.fails(on("get", name="middle"), "not_found", "name", ["middle", "small, large"])
more = suite.script("added by name")
more.let("dict", new("ModuleDict"))
more.expect(get("ModuleDict.length", var("dict")), 0)
more.fails(on("get", name="a"), "not_found", "name")
more.do(call("Module.register_module", self_=var("dict"), name="a", child=new("ReLU")))
more.expect(on("names"), ["a"])
null = suite.script("null for no modules")
null.let("dict", new("ModuleDict", modules=None))
null.expect(on("names"), [])
wrong = suite.script("names that are not accepted")
for name in ("", "a.b"):
    wrong.fails(new("ModuleDict", modules=mapping({name: new("ReLU")})), "value", "modules", [name])
