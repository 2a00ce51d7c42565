"""torch.nn.LSTM in float64, with parameters of Philox."""

from oracle.recurrent_modules import layers

suite = layers("LSTM")
