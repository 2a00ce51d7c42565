"""torch.nn.ZeroPad3d."""

from oracle.paddings import padding

padding("ZeroPad3d")
