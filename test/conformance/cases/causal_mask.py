"""torch.nn.Transformer.generate_square_subsequent_mask, of which 0 takes part."""

import torch
from oracle import Suite
from oracle.pytorch import plain


def reference(size):
    return plain(torch.nn.Transformer.generate_square_subsequent_mask(size) == 0)


suite = Suite("causal_mask", reference, "bool", exact=True)
for size in [0, 1, 2, 7]:
    suite(f"{size} places", size=size)
suite.fails("more than there is memory for", "out_of_memory", None, [], size=2**48)
