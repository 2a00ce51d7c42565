"""torch.nn.functional.conv1d in float64."""

from oracle.convolutions import convolutions

suite = convolutions(1)
