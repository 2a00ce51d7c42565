"""Slopes of Philox in training, torch.nn.RReLU in evaluation."""

import numpy as np
import torch
from oracle import Array, Stream, Suite, call, get, new, numbers, var
from oracle.pytorch import plain, tensor

suite = Suite("RReLU")
x = numbers((3, 4))
forward = call("RReLU.forward", self_=var("layer"), x=x)


def random(stream, lower, upper):
    return Array(np.where(x.values >= 0, x.values, x.values * stream.uniform((3, 4), lower, upper)), "float32")


for name, given in {"defaults": {}, "other slopes": {"lower": -0.25, "upper": 0.5}}.items():
    script = suite.script(name)
    ends = {"lower": 0.125, "upper": 1 / 3, **given}
    script.let("layer", new("RReLU", **given))
    for end, value in ends.items():
        script.expect(get(f"RReLU.{end}", var("layer")), value)
    stream = Stream(0)
    script.expect(forward, random(stream, **ends))
    script.do(call("Module.eval", self_=var("layer")))
    script.expect(forward, Array(plain(torch.nn.RReLU(**ends).eval()(tensor(x))), "float32"))
    script.do(call("Module.train", self_=var("layer")))
    script.expect(forward, random(stream, **ends))
