"""Gluon's ResidualCell by its definition."""

from oracle import Stream, Suite, array, call, get, new, numbers, var
from oracle.pytorch import plain, tensor
from oracle.recurrent_cells import Plain, Residual, expect, gradients, parameters, starts, step, unroll, unrolled

suite = Suite("ResidualCell")
x, one, lengths = numbers((4, 3, 2)), numbers((3, 2), seed=2), [2, 4, 1]
for name in ["LSTMCell", "GRUCell"]:
    script, base = suite.script(name), Plain(name, 2, 2, Stream(0))
    cell = Residual(base)
    script.let("cell", new("ResidualCell", base_cell=base.own))
    parameters(script, cell)
    script.expect(get("RecurrentCell.num_states", var("cell")), cell.states)
    script.expect(get(f"{name}.input_size", get("ResidualCell.base_cell", var("cell"))), 2)
    found = array(plain(cell.step(tensor(one), [None] * cell.states)[0]))
    script.expect(call("ResidualCell.forward", self_=var("cell"), x=one), found)
    given = starts(*[(3, 2)] * cell.states)
    expect(script, step(x=one, states=given), cell.step(tensor(one), tensor(given)))
    expect(script, unroll(x=x, states=given), unrolled(cell, tensor(x), tensor(given)))
    ours = array(lengths, "int64")
    expect(script, unroll(x=x, lengths=ours), unrolled(cell, tensor(x), None, lengths))
    gradients(script, cell, unroll(x=x, lengths=ours), unrolled(cell, tensor(x), None, lengths)[0])
wrong = suite.script("as many numbers as it takes")
wrong.let("cell", new("ResidualCell", base_cell=new("GRUCell", input_size=2, hidden_size=1)))
wrong.fails(call("ResidualCell.forward", self_=var("cell"), x=one), "shape", "x", ["[3, 2]", "[3, 1]"])
wrong.fails(unroll(x=x), "shape", "x", ["[4, 3, 2]", "[4, 3, 1]"])
inner = call("ResidualCell.forward", self_=var("cell"), x=numbers((3, 3)))
wrong.fails(inner, "shape", "x", ["[3, 3]", "base_cell"])
