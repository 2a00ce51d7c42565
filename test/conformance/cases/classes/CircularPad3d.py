"""torch.nn.CircularPad3d."""

from oracle.paddings import padding

padding("CircularPad3d")
