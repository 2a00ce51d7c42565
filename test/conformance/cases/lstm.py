"""torch.nn.LSTM in float64, called as a function of its weights; packed sequences where there are lengths."""

from oracle import array, numbers
from oracle.pytorch import gradients
from oracle.recurrent import network, networks, weights_of

suite = networks("lstm", "LSTM")


def projected(t="float32", layers=1, directions=1):
    rows = layers * directions
    return {
        "x": numbers((3, 2, 3), t),
        "weights": weights_of("LSTM", t, 3, 3, layers, directions, projection=2),
        "state": numbers((rows, 2, 2), t, 7),
        "cell": numbers((rows, 2, 3), t, 8),
    }


lengths = array([1, 3], "int64")
suite("projections", **projected())
suite("projections, two layers, both directions", **projected("float32", 2, 2), num_layers=2, bidirectional=True)
suite("projections, lengths", **projected("float32", 1, 2), lengths=lengths, bidirectional=True)
suite(
    "projections, without biases",
    x=numbers((3, 2, 3)),
    weights=weights_of("LSTM", bias=False, projection=1),
    bias=False,
)
suite.fails("another cell", "shape", "cell", ["[1, 2, 2]"], **{**projected(), "cell": numbers((1, 2, 2))})
beyond = array([1, 4], "int64")
suite.fails(
    "projections, a length beyond the end",
    "value",
    "lengths",
    ["4"],
    **projected(),
    lengths=beyond,
)
gradients(suite, lambda *given: network("LSTM", *given), projected, "gradient, projections,")
