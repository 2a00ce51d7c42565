"""Gluon's ZoneoutCell by its definition, with Philox's masks."""

from oracle import Stream, Suite, array, call, get, new, numbers, var
from oracle.pytorch import plain, tensor
from oracle.recurrent_cells import Plain, Zoneout, expect, gradients, parameters, starts, step, unroll, unrolled

suite = Suite("ZoneoutCell")
x, one = numbers((4, 3, 3)), numbers((3, 3), seed=2)
lengths = [2, 4, 0]
forward = call("ZoneoutCell.forward", self_=var("cell"), x=one)

script = suite.script("outputs and states, in training and in evaluation")
stream = Stream(0)
base = Plain("LSTMCell", 3, 2, stream)
cell = Zoneout(base, 0.25, 0.5, stream)
script.let("cell", new("ZoneoutCell", base_cell=base.own, zoneout_outputs=0.25, zoneout_states=0.5))
parameters(script, cell)
script.expect(get("ZoneoutCell.zoneout_outputs", var("cell")), 0.25)
script.expect(get("ZoneoutCell.zoneout_states", var("cell")), 0.5)
script.expect(get("RecurrentCell.num_states", var("cell")), 3)
script.expect(forward, array(plain(cell.step(tensor(one), [None] * 3)[0])))
given = starts((3, 2), (3, 2), (3, 2))
expect(script, step(x=one, states=given), cell.step(tensor(one), tensor(given)))
expect(script, unroll(x=x), unrolled(cell, tensor(x)))
ours = array(lengths, "int64")
expect(script, unroll(x=x, lengths=ours, states=given), unrolled(cell, tensor(x), tensor(given), lengths))
gradients(script, cell, unroll(x=x), unrolled(cell, tensor(x))[0])
wrong_output = [*given[:2], numbers((2, 2))]
script.fails(step(x=one, states=wrong_output), "shape", "states", ["[2, 2]", "[3, 2]"])
script.do(call("Module.eval", self_=var("cell")))
cell.stream = None
expect(script, unroll(x=x, states=given), unrolled(cell, tensor(x), tensor(given)))
script.do(call("Module.train", self_=var("cell")))
cell.stream = stream  # no number was drawn meanwhile
expect(script, step(x=one), cell.step(tensor(one), [None] * 3))

script = suite.script("none")
base = Plain("GRUCell", 3, 2, Stream(0))
script.let("cell", new("ZoneoutCell", base_cell=base.own))
script.expect(get("ZoneoutCell.zoneout_outputs", var("cell")), 0.0)
script.expect(get("ZoneoutCell.zoneout_states", var("cell")), 0.0)
script.expect(get("RecurrentCell.num_states", var("cell")), 1)
script.expect(get("GRUCell.hidden_size", get("ZoneoutCell.base_cell", var("cell"))), 2)
expect(script, unroll(x=x), unrolled(base, tensor(x)))

script = suite.script("states alone, one sequence")
stream = Stream(0)
base = Plain("RNNCell", 3, 2, stream)
cell, alone = Zoneout(base, 0.0, 0.5, stream), numbers((5, 3), seed=4)
script.let("cell", new("ZoneoutCell", base_cell=base.own, zoneout_states=0.5))
expect(script, unroll(x=alone), unrolled(cell, tensor(alone)))

script = suite.script("all stays")
base, given = Plain("GRUCell", 3, 2, Stream(0)), starts((3, 2), (3, 2))
script.let("cell", new("ZoneoutCell", base_cell=base.own, zoneout_outputs=1.0, zoneout_states=1.0))
expect(script, step(x=one, states=given), (tensor(given[1]), tensor(given)))

wrong = suite.script("what is not accepted")
wrong.let("both", new("BidirectionalCell", forward_cell=base.own, reverse_cell=base.own))
wrong.fails(new("ZoneoutCell", base_cell=base.own, zoneout_outputs=1.5), "value", "zoneout_outputs", ["1.5"])
wrong.fails(new("ZoneoutCell", base_cell=base.own, zoneout_states=-0.5), "value", "zoneout_states", ["-0.5"])
wrong.fails(new("ZoneoutCell", base_cell=var("both")), "value", "base_cell")
chain = new("SequentialRNNCell", cells=[base.own, new("ResidualCell", base_cell=var("both"))])
wrong.fails(new("ZoneoutCell", base_cell=chain), "value", "base_cell")
