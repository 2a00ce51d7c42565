"""What all cells do, by torch.nn.RNNCell, LSTMCell and GRUCell in float64: steps with lists of states, and whole runs."""

from oracle import Array, Stream, Suite, array, call, field, get, host, new, numbers, var
from oracle.pytorch import plain, tensor
from oracle.recurrent_cells import Plain, expect, gradients, starts, step, unroll, unrolled

suite = Suite("RecurrentCell")
x, lengths = numbers((4, 3, 3)), [2, 4, 0]
ours, turned = array(lengths, "int64"), Array(x.values.swapaxes(0, 1), "float32")
for name in ["RNNCell", "LSTMCell", "GRUCell"]:
    script, cell = suite.script(name), Plain(name, 3, 2, Stream(0))
    script.let("cell", cell.own)
    script.expect(get("RecurrentCell.num_states", var("cell")), cell.states)
    one, given = numbers((3, 3), seed=2), starts(*[(3, 2)] * cell.states)
    expect(script, step(x=one), cell.step(tensor(one), [None] * cell.states))
    expect(script, step(x=one, states=given), cell.step(tensor(one), tensor(given)))
    expect(script, unroll(x=x), unrolled(cell, tensor(x)))
    expect(script, unroll(x=x, states=given), unrolled(cell, tensor(x), tensor(given)))
    expect(script, unroll(x=x, lengths=ours), unrolled(cell, tensor(x), None, lengths))
    expect(script, unroll(x=x, lengths=ours, states=given), unrolled(cell, tensor(x), tensor(given), lengths))
    output, states = unrolled(cell, tensor(x), None, lengths)
    expect(script, unroll(x=turned, lengths=ours, batch_first=True), (output.swapaxes(0, 1), states))
    alone = numbers((4, 3), seed=3)
    expect(script, unroll(x=alone, batch_first=True), unrolled(cell, tensor(alone)))
    own = starts(*[(2,)] * cell.states)
    expect(script, unroll(x=alone, states=own), unrolled(cell, tensor(alone), tensor(own)))
    expect(script, step(x=numbers((3,)), states=own), cell.step(tensor(numbers((3,))), tensor(own)))
    gradients(script, cell, unroll(x=x, lengths=ours), unrolled(cell, tensor(x), None, lengths)[0])

padded = x.values.copy()
padded[2:, 0] = float("nan")
padded[:, 2] = float("inf")
script, cell = suite.script("what is behind the end of a sequence has no effect"), Plain("GRUCell", 3, 2, Stream(0))
script.let("cell", cell.own)
made = unroll(x=array(padded), lengths=ours)
expect(script, made, unrolled(cell, tensor(x), None, lengths))
gradients(script, cell, made, unrolled(cell, tensor(x), None, lengths)[0])

script, cell = suite.script("compiled, for inputs of several shapes"), Plain("LSTMCell", 3, 2, Stream(0))
script.let("cell", cell.own)
script.let("run", new("CompiledFunction", fn=host(["x"], field("output", unroll(x=var("x"))))))
script.let("step", new("CompiledFunction", fn=host(["x"], field("output", step(x=var("x"))))))
for shape in [(4, 3, 3), (4, 3, 3), (2, 3, 3), (2, 5, 3)]:
    x_of_shape = numbers(shape, seed=4)
    found = array(plain(unrolled(cell, tensor(x_of_shape))[0]))
    script.expect(call("CompiledFunction.call", self_=var("run"), inputs=[x_of_shape]), found)
    first = Array(x_of_shape.values[0], "float32")
    found = array(plain(cell.step(tensor(first), [None, None])[0]))
    script.expect(call("CompiledFunction.call", self_=var("step"), inputs=[first]), found)

wrong = suite.script("what does not fit")
wrong.let("cell", new("GRUCell", input_size=3, hidden_size=2))
wrong.fails(step(x=numbers((4, 2))), "shape", "x", ["[4, 2]", "3"])
wrong.fails(step(x=numbers((4, 3)), states=starts((3, 2))), "shape", "states", ["[3, 2]", "[4, 2]"])
wrong.fails(step(x=numbers((4, 3)), states=[]), "value", "states", ["0", "1"])
wrong.fails(step(x=numbers((4, 3)), states=[numbers((4, 2), "int32")]), "dtype", "states", ["{0}", "int32"])
wrong.fails(unroll(x=numbers((3,))), "shape", "x", ["[3]"])
wrong.fails(unroll(x=numbers((4, 3, 2))), "shape", "x", ["[4, 3, 2]", "[L, N, 3]"])
wrong.fails(unroll(x=numbers((0, 3, 3))), "shape", "x", ["[0, 3, 3]"])
wrong.fails(unroll(x=x, states=starts((4, 2))), "shape", "states", ["[4, 2]", "[3, 2]"])
wrong.fails(unroll(x=x, states=starts((3, 2), (3, 2))), "value", "states", ["2", "1"])
wrong.fails(unroll(x=x, states=[numbers((3, 2), "bool")]), "dtype", "states", ["{0}", "bool"])
of_lengths = lambda given, code, mentions: wrong.fails(
    unroll(x=x, lengths=array(given, "int64")), code, "lengths", mentions, operator="sequence_mask"
)
of_lengths([5, 1, 1], "value", ["5"])
of_lengths([1, -1, 1], "value", ["-1"])
of_lengths([1, 1], "shape", ["[2]"])
wrong.fails(unroll(x=numbers((4, 3)), lengths=array([1], "int64")), "shape", "lengths", ["[1]", "null"])
