"""torch.nn.ReplicationPad3d."""

from oracle.paddings import padding

padding("ReplicationPad3d")
