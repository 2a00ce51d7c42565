"""torch.nn.ReflectionPad2d."""

from oracle.paddings import padding

padding("ReflectionPad2d")
