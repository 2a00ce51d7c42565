"""torch.nn.InstanceNorm2d in float64."""

from oracle.norms import instance_norm

instance_norm("InstanceNorm2d", (3, 2, 2, 3))
