"""numpy.concatenate in the promoted dtype."""

import numpy as np
import torch
from oracle import ANY, Suite, numbers
from oracle.pytorch import gradients

suite = Suite("concat", lambda tensors, axis=0: np.concatenate(tensors, axis), exact=True)
suite.each(ANY, lambda t: {"tensors": [numbers((1, 2), t), numbers((2, 2), t, 1)]})
suite("along the second axis", tensors=[numbers((2, 1)), numbers((2, 3), "float32", 1)], axis=1)
suite("along the last axis by a negative number", tensors=[numbers((2, 1)), numbers((2, 3), "float32", 1)], axis=-1)
suite("one", tensors=[numbers((2, 2))])
suite("three, one empty", tensors=[numbers((2, 2)), numbers((0, 2)), numbers((1, 2))])
suite("promoted", tensors=[numbers((1, 2), "int8"), numbers((1, 2), "float16")])
suite.fails("other sizes", "shape", "tensors", ["[1, 3]", "position {1}"], tensors=[numbers((1, 2)), numbers((1, 3))])
suite.fails("nothing", "value", "tensors", ["empty"], tensors=[])
suite.fails("no such axis", "index", "axis", ["axis {2}"], tensors=[numbers((1, 2))], axis=2)
gradients(suite, torch.concat, lambda t: {"tensors": [numbers((2, 1), t), numbers((2, 3), t, 1)], "axis": 1})
gradients(
    suite, torch.concat, lambda t: {"tensors": [numbers((1, 2)), numbers((2, 2), t, 1)]}, "gradient, float32 with"
)
