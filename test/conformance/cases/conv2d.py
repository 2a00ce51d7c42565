"""torch.nn.functional.conv2d in float64."""

from oracle.convolutions import convolutions

suite = convolutions(2)
