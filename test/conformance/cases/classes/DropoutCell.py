"""torch.nn.functional.dropout's scale with Philox's masks, of a step and of a run as a whole."""

from oracle import Stream, Suite, array, call, get, new, numbers, var
from oracle.pytorch import plain, tensor
from oracle.recurrent_cells import dropped, expect, step, unroll

suite = Suite("DropoutCell")
one, x, lengths = numbers((3, 5)), numbers((4, 3, 2)), [2, 4, 0]
forward = call("DropoutCell.forward", self_=var("cell"), x=one)
for p in [None, 0.25]:
    script, stream = suite.script("defaults" if p is None else "a quarter"), Stream(0)
    script.let("cell", new("DropoutCell") if p is None else new("DropoutCell", p=p))
    rate = p or 0.5
    script.expect(get("DropoutCell.p", var("cell")), rate)
    script.expect(get("RecurrentCell.num_states", var("cell")), 0)
    script.expect(forward, array(plain(dropped(tensor(one), rate, stream))))
    expect(script, step(x=one, states=[]), (dropped(tensor(one), rate, stream), []))
    expect(script, unroll(x=x), (dropped(tensor(x), rate, stream), []))
    kept = dropped(tensor(x), rate, stream)
    for i, n in enumerate(lengths):
        kept[n:, i] = 0
    expect(script, unroll(x=x, lengths=array(lengths, "int64")), (kept, []))
    script.do(call("Module.eval", self_=var("cell")))
    script.expect(forward, one, exact=True)
    expect(script, unroll(x=x), (tensor(x), []))
wrong = suite.script("p above 1")
wrong.fails(new("DropoutCell", p=1.5), "value", "p", ["1.5"])
wrong.let("cell", new("DropoutCell"))
wrong.fails(step(x=one, states=[one]), "value", "states", ["1", "0"])
