"""torch.nn.ConstantPad3d."""

from oracle.paddings import padding

padding("ConstantPad3d", value=1.5)
