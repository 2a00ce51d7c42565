"""torch.nn's cells one after the other, dropout with Philox's masks."""

from oracle import Stream, Suite, array, call, get, new, numbers, var
from oracle.pytorch import plain, tensor
from oracle.recurrent_cells import (
    Holder,
    Plain,
    dropped,
    expect,
    from_both_ends,
    gradients,
    parameters,
    starts,
    step,
    unroll,
    unrolled,
)

suite = Suite("SequentialRNNCell")
x, one, lengths = numbers((4, 3, 3)), numbers((3, 3), seed=2), [2, 4, 1]
ours = array(lengths, "int64")
forward = call("SequentialRNNCell.forward", self_=var("cell"), x=one)
append = lambda child: call("SequentialRNNCell.append", self_=var("cell"), child=child)

script, stream = suite.script("cells and dropout"), Stream(0)
first, last = Plain("LSTMCell", 3, 2, stream), Plain("GRUCell", 2, 4, stream)
script.let("cell", new("SequentialRNNCell", cells=[first.own, new("DropoutCell")]))
script.expect(get("SequentialRNNCell.length", var("cell")), 2)
script.expect(get("RecurrentCell.num_states", var("cell")), 2)
script.do(append(last.own))
chain = Holder(**{"0": first, "2": last})
parameters(script, chain)
script.expect(get("SequentialRNNCell.length", var("cell")), 3)
script.expect(get("RecurrentCell.num_states", var("cell")), 3)
given = starts((3, 2), (3, 2), (3, 4))


def stepped(x, states):
    out, after = first.step(x, states[:2])
    out, more = last.step(dropped(out, 0.5, stream), states[2:])
    return out, after + more


def ran(x, states, lengths=None):
    out, after = unrolled(first, x, states[:2], lengths)
    out, more = unrolled(last, dropped(out, 0.5, stream), states[2:], lengths)
    return out, after + more


script.expect(forward, array(plain(stepped(tensor(one), [None] * 3)[0])))
expect(script, step(x=one, states=given), stepped(tensor(one), tensor(given)))
expect(script, unroll(x=x), ran(tensor(x), [None] * 3))
expect(script, unroll(x=x, lengths=ours, states=given), ran(tensor(x), tensor(given), lengths))
gradients(script, chain, unroll(x=x), ran(tensor(x), [None] * 3)[0])
script.fails(step(x=one, states=given[:2]), "value", "states", ["2", "3"])
wrong = starts((3, 2), (3, 2), (3, 2))
script.fails(step(x=one, states=wrong), "shape", "states", ["[3, 2]", "[3, 4]"])
script.fails(append(var("cell")), "value", "child")

script, stream = suite.script("sequences both ways"), Stream(0)
first, there, back = Plain("GRUCell", 3, 2, stream), Plain("RNNCell", 2, 2, stream), Plain("RNNCell", 2, 1, stream)
both = new("BidirectionalCell", forward_cell=there.own, reverse_cell=back.own)
script.let("cell", new("SequentialRNNCell", cells=[first.own, both]))
out, states = unrolled(first, tensor(x), None, lengths)
out, more = from_both_ends(there, back, out, None, lengths)
expect(script, unroll(x=x, lengths=ours), (out, states + more))
script.fails(forward, "value", None, ["unroll"])
script.fails(step(x=one), "value", None, ["unroll"])

script = suite.script("none")
script.let("cell", new("SequentialRNNCell", cells=[]))
script.expect(get("SequentialRNNCell.length", var("cell")), 0)
script.expect(forward, one, exact=True)
expect(script, unroll(x=x), (tensor(x), []))
