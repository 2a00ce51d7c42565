"""torch.nn.RNN in float64, called as a function of its weights; packed sequences where there are lengths."""

from oracle import numbers
from oracle.pytorch import gradients
from oracle.recurrent import network, networks, weights_of

suite = networks("rnn", "RNN")


def given(t="float32"):
    return {"x": numbers((3, 2, 3), t), "weights": weights_of("RNN", t), "nonlinearity": "relu"}


suite("relu", **given())
suite("tanh", **{**given(), "nonlinearity": "tanh"})
gradients(
    suite,
    lambda x, weights, nonlinearity: network("RNN", x, weights, nonlinearity=nonlinearity),
    given,
    "gradient, relu,",
)
suite.fails(
    "no such function", "value", "nonlinearity", ["elu"], **{**given(), "nonlinearity": "elu"}, options={"typed": False}
)
