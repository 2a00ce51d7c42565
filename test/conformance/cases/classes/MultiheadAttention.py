"""torch.nn.MultiheadAttention in float64, with parameters and a mask of dropout of Philox."""

from oracle.transformers import attention

suite = attention()
