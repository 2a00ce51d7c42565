"""torch.nn.TransformerDecoderLayer in float64, with parameters of Philox."""

from oracle.transformers import layer

suite = layer("TransformerDecoderLayer")
