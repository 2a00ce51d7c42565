"""torch.nn.CircularPad2d."""

from oracle.paddings import padding

padding("CircularPad2d")
