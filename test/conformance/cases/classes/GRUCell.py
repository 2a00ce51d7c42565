"""torch.nn.GRUCell in float64, with parameters of Philox."""

from oracle.recurrent_modules import cells

suite = cells("GRUCell")
