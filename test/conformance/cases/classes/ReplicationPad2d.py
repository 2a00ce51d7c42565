"""torch.nn.ReplicationPad2d."""

from oracle.paddings import padding

padding("ReplicationPad2d")
