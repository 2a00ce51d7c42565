"""torch.nn.ReplicationPad1d."""

from oracle.paddings import padding

padding("ReplicationPad1d")
