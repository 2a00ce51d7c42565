"""torch.nn.InstanceNorm3d in float64."""

from oracle.norms import instance_norm

instance_norm("InstanceNorm3d", (2, 2, 2, 1, 3))
