"""torch.nn.ConstantPad2d."""

from oracle.paddings import padding

padding("ConstantPad2d", value=1.5)
