"""A function that is computed again for its gradient: the same values and gradients as PyTorch's without that."""

import torch
from oracle import FLOATING, Suite, array, call, get, host, item, new, numbers, put, var
from oracle.pytorch import by_torch, tensor

suite = Suite("checkpoint")
bend = host(["a"], call("multiply", x1=call("tanh", x=var("a")), x2=var("a")))
bent = lambda a: torch.tanh(a) * a
product = host(["a", "b"], call("exp", x=call("multiply", x1=var("a"), x2=var("b"))))


def checkpointed(fn, *inputs):
    return call("checkpoint", fn=fn, inputs=list(inputs))


for dtype in FLOATING:
    script = suite.script(f"value in {dtype}")
    x = numbers((2, 3), dtype)
    script.expect(checkpointed(bend, x), array(by_torch(bent)(x), dtype))
    script = suite.script(f"gradients in {dtype}")
    inputs = [numbers((2, 3), dtype, i) for i in (0, 1)]
    inside = host(["a", "b"], call("sum", x=checkpointed(product, var("a"), var("b"))))
    script.let("slopes", call("grad", fn=inside, inputs=inputs))
    expected = by_torch(torch.func.grad(lambda a, b: torch.exp(a * b).sum(), (0, 1)))(*inputs)
    for i, found in enumerate(expected):
        script.expect(item(i, var("slopes")), array(found, dtype))
outside = suite.script("what it uses beside its inputs has a gradient")
outside.let("x", array([1, -2, 3]))
outside.let("w", array([2, 3, 4]))
outside.do(put("Tensor.requires_grad", var("w"), True))
weighted = host(["a"], call("multiply", x1=var("a"), x2=var("w")))
outside.do(call("backward", x=call("sum", x=checkpointed(weighted, var("x")))))
outside.expect(get("Tensor.grad", var("w")), array([1, -2, 3]))
compiled = suite.script("in a compiled function")
compiled.let("f", new("CompiledFunction", fn=host(["x"], checkpointed(bend, var("x")))))
for size in (3, 5):
    x = numbers((size,))
    compiled.expect(call("CompiledFunction.call", self_=var("f"), inputs=[x]), array(by_torch(bent)(x)))
compiled.expect(get("CompiledFunction.traces", var("f")), 1)
second = suite.script("second derivatives")
x = array([0.5, -1, 2])
slope = host(["a"], call("sum", x=checkpointed(bend, var("a"))))
second.let("found", call("hvp", fn=slope, inputs=[x], tangents=[array([1, 2, 3])]))
_, curve = torch.autograd.functional.hvp(lambda a: bent(a).sum(), tensor(x), tensor(array([1, 2, 3])))
second.expect(item(0, {"field": "products", "of": var("found")}), array(curve))
two = suite.script("two results", typed=False)
two.let("x", array([1, 2, 3, 4]))
two.fails(checkpointed(host(["a"], call("split", x=var("a"), sections=2)), var("x")), "type", "fn", ["2"])
