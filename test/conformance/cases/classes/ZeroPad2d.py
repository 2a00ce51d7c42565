"""torch.nn.ZeroPad2d."""

from oracle.paddings import padding

padding("ZeroPad2d")
