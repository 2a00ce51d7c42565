"""Philox's stream; see oracle/philox.py."""

from oracle import Stream, Suite, array, call, get, new, put, var

suite = Suite("Generator")
script = suite.script("seeds and states")
script.let("g", new("Generator", seed=7))
script.expect(get("Generator.state", var("g")), [7, 0])
stream = Stream(7)
draw = call("uniform", shape=[5], generator=var("g"))
script.expect(draw, array(stream.uniform((5,), 0, 1)))
script.expect(get("Generator.state", var("g")), [7, 2])
script.do(put("Generator.state", var("g"), [9, 3]))
stream.seed, stream.block = 9, 3
script.expect(draw, array(stream.uniform((5,), 0, 1)))
script.do(call("Generator.manual_seed", self_=var("g"), seed=-1))
script.expect(draw, array(Stream(2**64 - 1).uniform((5,), 0, 1)))
start = suite.script("seed 0 if none is said")
start.let("g", new("Generator"))
start.expect(draw, array(Stream(0).uniform((5,), 0, 1)))
