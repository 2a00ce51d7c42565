"""torch.nn.GRU in float64, called as a function of its weights; packed sequences where there are lengths."""

from oracle.recurrent import networks

suite = networks("gru", "GRU")
