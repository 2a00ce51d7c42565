"""torch.nn.functional.conv3d in float64."""

from oracle.convolutions import convolutions

suite = convolutions(3)
