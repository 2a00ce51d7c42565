"""torch.nn.Bilinear in float64, with weights and biases of Philox."""

import torch
from oracle import Array, Stream, Suite, call, get, new, numbers, var
from oracle.layers import drawn, with_parameters
from oracle.pytorch import plain, tensor

suite = Suite("Bilinear")


class OfOne(torch.nn.Bilinear):
    def forward(self, x):
        return super().forward(x, x)


sizes = {"in1_features": 3, "in2_features": 3, "out_features": 2}
x = numbers((4, 3))
bound = 1 / 3**0.5
with_parameters(suite, "with itself", x, sizes, drawn(OfOne(3, 3, 2), Stream(0), bound))
bare = drawn(OfOne(3, 3, 2, bias=False), Stream(0), bound)
with_parameters(suite, "without a bias", x, {**sizes, "bias": False}, bare)
wide = drawn(OfOne(3, 3, 2), Stream(0), bound, "float64")
with_parameters(suite, "in float64", numbers((4, 3), "float64"), {**sizes, "dtype": "float64"}, wide, dtype="float64")
two = suite.script("two tensors")
two.let("layer", new("Bilinear", in1_features=3, in2_features=2, out_features=4))
module = drawn(torch.nn.Bilinear(3, 2, 4), Stream(0), bound)
pair = {"x1": numbers((5, 3)), "x2": numbers((5, 2), seed=1)}
two.let("out", call("Bilinear.combine", self_=var("layer"), **pair))
out = module(*map(tensor, pair.values()))
two.expect(var("out"), Array(plain(out), "float32"))
two.do(call("backward", x=call("sum", x=var("out"))))
out.sum().backward()
for name, parameter in module.named_parameters():
    two.expect(get("Tensor.grad", get(f"Bilinear.{name}", var("layer"))), Array(plain(parameter.grad), "float32"))
for name in sizes:
    wrong = suite.script(f"{name} 0")
    wrong.fails(new("Bilinear", **{**sizes, name: 0}), "value", name, ["0"])
