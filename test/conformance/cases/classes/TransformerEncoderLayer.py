"""torch.nn.TransformerEncoderLayer in float64, with parameters of Philox."""

from oracle.transformers import layer

suite = layer("TransformerEncoderLayer")
