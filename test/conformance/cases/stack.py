"""numpy.stack in the promoted dtype."""

import numpy as np
import torch
from oracle import ANY, MOST_AXES, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("stack", lambda tensors, axis=0: np.stack(tensors, axis), exact=True)
suite.each(ANY, lambda t: {"tensors": [numbers((2,), t), numbers((2,), t, 1)]})
rank = {"axis_rank": 3}
suite("in the middle", tensors=[numbers((2, 3)), numbers((2, 3), "float32", 1)], axis=1, options=rank)
suite("at the end", tensors=[numbers((2, 3)), numbers((2, 3), "float32", 1)], axis=2, options=rank)
suite(
    "at the end by a negative number", tensors=[numbers((2, 3)), numbers((2, 3), "float32", 1)], axis=-1, options=rank
)
suite("numbers of rank 0", tensors=[numbers(()), numbers((), "float32", 1)])
suite("one", tensors=[numbers((2, 2))])
suite("empty ones", tensors=[numbers((0, 2)), numbers((0, 2))])
suite("promoted", tensors=[numbers((2,), "int8"), numbers((2,), "float16")])
suite.fails("other shapes", "shape", "tensors", ["[3]", "position {1}"], tensors=[numbers((2,)), numbers((3,))])
suite.fails("nothing", "value", "tensors", ["empty"], tensors=[])
suite.fails("no such axis", "index", "axis", ["axis {2}"], tensors=[numbers((2,))], axis=2, options={"axis_rank": 2})
suite.fails(
    "one axis too many",
    "shape",
    None,
    ["32"],
    tensors=[numbers((1,) * MOST_AXES)],
    options={"axis_rank": MOST_AXES + 1},
)
gradients(
    suite,
    torch.stack,
    lambda t: {"tensors": [numbers((2, 3), t), numbers((2, 3), t, 1)], "axis": 1},
    options=rank,
)
