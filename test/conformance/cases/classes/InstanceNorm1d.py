"""torch.nn.InstanceNorm1d in float64."""

from oracle.norms import instance_norm

instance_norm("InstanceNorm1d", (3, 2, 4))
