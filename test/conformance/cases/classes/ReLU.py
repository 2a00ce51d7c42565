"""max(x, 0)."""

from oracle import Suite, array, call, new, var

suite = Suite("ReLU")
script = suite.script("forward")
script.let("layer", new("ReLU"))
script.expect(call("ReLU.forward", self_=var("layer"), x=array([[-1, 0, 2.5]])), array([[0, 0, 2.5]]))
