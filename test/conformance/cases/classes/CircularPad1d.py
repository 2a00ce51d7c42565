"""torch.nn.CircularPad1d."""

from oracle.paddings import padding

padding("CircularPad1d")
