"""torch.nn.functional.conv_transpose3d in float64."""

from oracle.convolutions import transposed_convolutions

suite = transposed_convolutions(3)
