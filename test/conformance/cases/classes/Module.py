"""Names, parameters, buffers and children of a module of the host's language."""

import numpy as np
import torch
from oracle import Stream, Suite, array, call, get, host, new, numbers, subclass, var
from oracle.files import folder, safetensors
from oracle.pytorch import linear, plain, tensor

suite = Suite("Module")
x = array([[1, 2], [3, 4]])
net = suite.script("a network of the host's language")
net.let("factor", array([10, 100]))
net.let("net", subclass("Module", forward=host(["x"], call("multiply", x1=var("x"), x2=var("factor")))))
net.do(call("Module.register_parameter", self_=var("net"), name="factor", tensor=var("factor")))
net.expect(call("Module.call", self_=var("net"), x=x), array([[10, 200], [30, 400]]))
net.do(call("backward", x=call("sum", x=call("Module.call", self_=var("net"), x=x))))
net.expect(get("Tensor.grad", var("factor")), array([4, 6]))
net.do(call("Module.zero_grad", self_=var("net")))
net.expect(get("Tensor.grad", var("factor")), None)
tree = suite.script("a tree of names")
tree.let("net", new("Module"))
tree.let("child", new("Module"))
tree.do(call("Module.register_parameter", self_=var("net"), name="scale", tensor=array([1, 2])))
tree.do(call("Module.register_buffer", self_=var("net"), name="mean", tensor=array([3])))
tree.do(call("Module.register_module", self_=var("net"), name="body", child=var("child")))
tree.do(call("Module.register_parameter", self_=var("child"), name="weight", tensor=array([4])))
tree.expect(call("Module.parameters", self_=var("net")), [array([1, 2]), array([4])])
tree.expect(
    call("Module.named_parameters", self_=var("net")),
    {"map": {"scale": array([1, 2]).record(), "body.weight": array([4]).record()}},
)
tree.expect(
    call("Module.state", self_=var("net")),
    {"map": {"scale": array([1, 2]).record(), "mean": array([3]).record(), "body.weight": array([4]).record()}},
)
tree.expect(get("Module.name", var("child")), "body")
tree.expect(get("Module.name", var("net")), "")
tree.fails(
    call("Module.register_buffer", self_=var("net"), name="scale", tensor=array([1])), "value", "name", ["scale"]
)
tree.fails(call("Module.register_parameter", self_=var("net"), name="a.b", tensor=array([1])), "value", "name", ["a.b"])
tree.fails(
    call("Module.register_parameter", self_=var("net"), name="count", tensor=array([1], "int32")),
    "dtype",
    "tensor",
    ["int32"],
)
tree.fails(call("Module.register_module", self_=var("child"), name="parent", child=var("net")), "value", "child")
mode = suite.script("training mode")
mode.let("net", new("Module"))
mode.let("child", new("Module"))
mode.do(call("Module.register_module", self_=var("net"), name="child", child=var("child")))
mode.expect(get("Module.training", var("child")), True)
mode.do(call("Module.eval", self_=var("net")))
mode.expect(get("Module.training", var("child")), False)
mode.do(call("Module.train", self_=var("net")))
mode.expect(get("Module.training", var("child")), True)
mode.do(call("Module.train", self_=var("net"), mode=False))
mode.expect(get("Module.training", var("child")), False)
files = suite.script("prediction, summary, files")
files.let("net", new("Linear", in_features=3, out_features=2))
layer, rows = linear(Stream(0), 3, 2), numbers((5, 3))
predicted = array(plain(layer(tensor(rows))))
on = lambda name, **given: call(f"Module.{name}", self_=var("net"), **given)
files.expect(on("predict", x=rows), predicted)
files.expect(on("predict", x=rows, batch_size=2), predicted)
files.expect(on("summary", input=[1, 3]), {"contains": ["Linear", "8"]})
files.do(on("save", path=folder("net.safetensors")))
files.let("net", new("Linear", in_features=3, out_features=2))
files.do(on("load", path=folder("net.safetensors")))
files.expect(get("Linear.weight", var("net")), array(plain(layer.weight)))
files.do(on("to", dtype="float64"))
files.expect(get("Tensor.requires_grad", on("predict", x=numbers((5, 3), "float64"))), False)
files.expect(call("astype", x=on("predict", x=numbers((5, 3), "float64")), dtype="float32"), predicted)
files.do(on("to", device="cpu"))
files.expect(on("summary", input=[1, 3], dtype="float64"), {"contains": ["8"]})
files.fails(on("load", path=folder("absent.safetensors")), "io", None, ["absent"])
files.fails(on("predict", x=numbers((5, 2), "float64")), "shape", None, ["[5, 2]"], operator="linear")
files.let("net", new("Linear", in_features=3, out_features=1))
files.fails(on("load", path=folder("net.safetensors")), "shape")
files.fails(on("load", path=folder("fashion/train-images-idx3-ubyte")), "format")
files.fails(on("save", path=folder("absent/net.safetensors")), "io", None, ["absent"])
files.let("net", new("Sequential", layers=[new("Linear", in_features=3, out_features=2)]))
files.fails(on("load", path=folder("net.safetensors")), "not_found", "path", ["0.weight"])
files.let("net", new("Linear", in_features=3, out_features=2))
files.fails(on("summary", input=[1, 2]), "shape", operator="linear")
files.fails(on("to", dtype="int32"), "dtype", "dtype", ["int32"])
files.do(on("to", dtype="float64"))
files.fails(on("load", path=folder("net.safetensors")), "dtype", "path", ["float32", "float64"])
suite.caused_elsewhere(
    "trace",
    "core/nn/module_test.cc: PredictWorksOnValues",
    "where predicting is a promise nobody waits for it in a traced function",
    "Module.predict",
)
for name in ("load", "load_bytes", "to"):
    suite.caused_elsewhere(
        "busy", "core/train/trainer_test.cc: SecondFitIsBusy", "it takes two threads", f"Module.{name}"
    )
suite.caused_elsewhere(
    "value",
    "core/nn/module_test.cc: BytesAreRefusedWhereOneValueCouldNotHoldThem",
    "it takes four gigabytes",
    "Module.save_bytes",
)
suite.caused_elsewhere(
    "device", "core/nn/module_test.cc: ChangesDType", "the languages name other devices differently", "Module.to"
)
memory = suite.script("bytes")
count, scale, weight = np.array([7], "int64"), np.array([1, -2.5], "float32"), np.array([[4, 0.1]], "float32")
memory.let("net", new("Module"))
memory.let("child", new("Module"))
memory.do(call("Module.register_parameter", self_=var("net"), name="scale", tensor=array(scale)))
memory.do(call("Module.register_buffer", self_=var("net"), name="count", tensor=array(count, "int64")))
memory.do(call("Module.register_module", self_=var("net"), name="body", child=var("child")))
memory.do(call("Module.register_parameter", self_=var("child"), name="weight", tensor=array(weight)))
state = {"scale": scale, "count": count, "body.weight": weight}
written = safetensors(state, {"format": "mixgrad.module"})
memory.let("data", on("save_bytes"))
memory.expect(var("data"), written)
other = {
    "body.weight": 2 * weight,
    "count": count + 1,
    "scale": -scale,
}  # in another order, as another program writes it
memory.do(on("load_bytes", data=safetensors(other, {})))
memory.expect(
    on("state"),
    {
        "map": {
            "scale": array(-scale).record(),
            "count": array(count + 1, "int64").record(),
            "body.weight": array(2 * weight).record(),
        }
    },
)
memory.do(on("load_bytes", data=var("data")))
memory.expect(on("save_bytes"), written)
memory.fails(on("load_bytes", data=b""), "format", "data", ["0 bytes"])
memory.fails(on("load_bytes", data=written[:-1]), "format", "data")
memory.fails(on("load_bytes", data=b"\xff" * 8 + written[8:]), "format", "data", ["longer"])
memory.fails(on("load_bytes", data=safetensors({"scale": scale}, {})), "not_found", "data", ["count", "body.weight"])
memory.fails(on("load_bytes", data=safetensors({**state, "scale": weight}, {})), "shape", "data", ["scale", "[1, 2]"])
memory.fails(
    on("load_bytes", data=safetensors({**state, "scale": scale.astype("float64")}, {})), "dtype", "data", ["float64"]
)
memory.expect(on("save_bytes"), written)
kind = suite.script("bytes that are none", typed=False)
kind.let("net", new("Module"))
kind.fails(on("load_bytes", data="text"), "type", "data", ["bytes"])
# torch.nn.Module.to(torch.float64), after which the optimizer that was made before goes on.
wider = suite.script("in another dtype, with its optimizer")
wider.let("net", new("Linear", in_features=3, out_features=2))
wider.let("rule", new("SGD", parameters=on("parameters"), lr=0.5, momentum=0.5))
layer, rows = linear(Stream(0), 3, 2), numbers((5, 3), "float64")
start = {name: plain(p).astype("float32") for name, p in layer.named_parameters()}
layer.load_state_dict({name: torch.from_numpy(value).double() for name, value in start.items()})
wider.do(on("load_bytes", data=safetensors(start, {})))
wider.let("same", on("to", dtype="float64"))
rule = torch.optim.SGD(layer.parameters(), lr=0.5, momentum=0.5)
loss = call("mean", x=call("square", x=call("Module.call", self_=var("same"), x=rows)))
weight = get("Linear.weight", var("net"))
for _ in range(3):
    rule.zero_grad()
    layer(tensor(rows)).square().mean().backward()
    wider.do(call("Module.zero_grad", self_=var("net")))
    wider.do(call("backward", x=loss))
    wider.expect(get("Tensor.grad", weight), array(plain(layer.weight.grad), "float64"))
    rule.step()
    wider.do(call("Optimizer.step", self_=var("rule")))
    wider.expect(on("parameters"), [array(plain(p), "float64") for p in layer.parameters()])
wider.do(on("save", path=folder("wide.safetensors")))
wider.do(on("to", dtype="float32"))
wider.expect(get("Tensor.grad", weight), None)
wider.expect(on("parameters"), [array(plain(p)) for p in layer.parameters()])
wider.expect(get("Tensor.requires_grad", weight), True)
wider.fails(on("load", path=folder("wide.safetensors")), "dtype", "path", ["float64", "float32", "dtype of the file"])
wider.do(on("to", dtype="float64"))
wider.do(on("load", path=folder("wide.safetensors")))
wider.expect(on("parameters"), [array(plain(p), "float64") for p in layer.parameters()])
buffers = suite.script("buffers in another dtype")
buffers.let("net", new("Module"))
for name, dtype in {"mean": "float64", "count": "int64", "seen": "bool"}.items():
    buffers.do(call("Module.register_buffer", self_=var("net"), name=name, tensor=array([1, 0, 1], dtype)))
buffers.do(on("to", dtype="bfloat16"))
kept = {"mean": array([1, 0, 1], "bfloat16"), "count": array([1, 0, 1], "int64"), "seen": array([1, 0, 1], "bool")}
buffers.expect(on("state"), {"map": {name: value.record() for name, value in kept.items()}})
for dtype in ("int64", "bool", "uint8"):
    buffers.fails(on("to", dtype=dtype), "dtype", "dtype", [dtype, "floating"])
buffers.expect(on("state"), {"map": {name: value.record() for name, value in kept.items()}})
