"""torch.nn.TransformerDecoder in float64, with parameters of Philox."""

from oracle.transformers import stack

suite = stack("TransformerDecoder")
