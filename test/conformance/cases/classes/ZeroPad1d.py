"""torch.nn.ZeroPad1d."""

from oracle.paddings import padding

padding("ZeroPad1d")
