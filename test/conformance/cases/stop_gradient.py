"""NumPy's copy; gradients of what stands beside it."""

import numpy as np
from oracle import *
from oracle.families import elementwise_unary

suite = elementwise_unary("stop_gradient", np.copy, ANY, exact=True)
script = suite.script("what stands beside it has its gradient")
x = script.let("x", array([2, -3, 0.5]))
script.do({"set": "Tensor.requires_grad", "of": x, "to": True})
product = call("multiply", x1=x, x2=call("stop_gradient", x=call("square", x=x)))
script.do(call("backward", x=call("sum", x=product)))
script.expect({"get": "Tensor.grad", "of": x}, array([4, 9, 0.25]))
