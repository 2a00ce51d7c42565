"""Philox's mask and the scale of torch.nn.functional.dropout in training, nothing in evaluation."""

import numpy as np
from oracle import Stream, Suite, array, call, get, new, numbers, var
from oracle.pytorch import kept_scale

suite = Suite("Dropout")
x = numbers((3, 4))


def kept(stream, p):
    return array(np.where(stream.fractions(12).reshape(3, 4) < p, 0, x.values * kept_scale(p)))


script = suite.script("training and evaluation")
script.let("layer", new("Dropout"))
script.expect(get("Dropout.p", var("layer")), 0.5)
stream = Stream(0)
script.expect(call("Dropout.forward", self_=var("layer"), x=x), kept(stream, 0.5))
script.do(call("Module.eval", self_=var("layer")))
script.expect(call("Dropout.forward", self_=var("layer"), x=x), x, exact=True)
script.do(call("Module.train", self_=var("layer")))
script.expect(call("Dropout.forward", self_=var("layer"), x=x), kept(stream, 0.5))
quarter = suite.script("a quarter")
quarter.let("layer", new("Dropout", p=0.25))
quarter.expect(call("Dropout.forward", self_=var("layer"), x=x), kept(Stream(0), 0.25))
wrong = suite.script("p above 1")
wrong.fails(new("Dropout", p=1.5), "value", "p", ["1.5"])
