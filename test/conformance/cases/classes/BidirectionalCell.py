"""torch.nn's cells from both ends of each sequence by itself."""

from oracle import Array, Stream, Suite, array, get, new, numbers, var
from oracle.pytorch import tensor
from oracle.recurrent_cells import Holder, Plain, expect, from_both_ends, gradients, parameters, starts, step, unroll

suite = Suite("BidirectionalCell")
x, lengths = numbers((4, 3, 3)), [2, 4, 1]
script, stream = suite.script("two kinds of cells"), Stream(0)
there, back = Plain("LSTMCell", 3, 2, stream), Plain("GRUCell", 3, 4, stream)
both = Holder(forward_cell=there, reverse_cell=back)
script.let("cell", new("BidirectionalCell", forward_cell=there.own, reverse_cell=back.own))
parameters(script, both)
script.expect(get("RecurrentCell.num_states", var("cell")), 3)
script.expect(get("LSTMCell.hidden_size", get("BidirectionalCell.forward_cell", var("cell"))), 2)
script.expect(get("GRUCell.hidden_size", get("BidirectionalCell.reverse_cell", var("cell"))), 4)
given, ours = starts((3, 2), (3, 2), (3, 4)), array(lengths, "int64")
expect(script, unroll(x=x), from_both_ends(there, back, tensor(x)))
expect(script, unroll(x=x, states=given), from_both_ends(there, back, tensor(x), tensor(given)))
found = from_both_ends(there, back, tensor(x), tensor(given), lengths)
expect(script, unroll(x=x, lengths=ours, states=given), found)
turned = Array(x.values.swapaxes(0, 1), "float32")
expect(script, unroll(x=turned, lengths=ours, states=given, batch_first=True), (found[0].swapaxes(0, 1), found[1]))
alone = numbers((4, 3), seed=3)
expect(script, unroll(x=alone), from_both_ends(there, back, tensor(alone)))
gradients(script, both, unroll(x=x, lengths=ours), from_both_ends(there, back, tensor(x), None, lengths)[0])
script.fails(step(x=numbers((3, 3))), "value", None, ["unroll"])
