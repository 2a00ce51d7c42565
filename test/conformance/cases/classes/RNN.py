"""torch.nn.RNN in float64, with parameters of Philox."""

from oracle.recurrent_modules import layers

suite = layers("RNN")
