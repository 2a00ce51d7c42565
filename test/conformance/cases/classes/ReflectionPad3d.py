"""torch.nn.ReflectionPad3d."""

from oracle.paddings import padding

padding("ReflectionPad3d")
