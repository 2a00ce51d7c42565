"""torch.nn.ReflectionPad1d."""

from oracle.paddings import padding

padding("ReflectionPad1d")
