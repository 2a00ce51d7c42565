"""torch.nn.ConstantPad1d."""

from oracle.paddings import padding

padding("ConstantPad1d", value=1.5)
