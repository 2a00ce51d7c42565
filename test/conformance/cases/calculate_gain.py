"""torch.nn.init.calculate_gain."""

from oracle import *
from torch.nn.init import calculate_gain

suite = Suite(
    "calculate_gain",
    lambda nonlinearity, slope=0.01: {
        "float": float(calculate_gain(nonlinearity, slope if nonlinearity == "leaky_relu" else None)),
        "tolerance": "table",
    },
)
for name in ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]:
    suite(name, nonlinearity=name, options={"compiled": False})
    suite(f"{name}, another slope", nonlinearity=name, slope=0.5, options={"compiled": False})
suite("a whole slope", nonlinearity="leaky_relu", slope=2, options={"compiled": False})
suite.fails("no such function", "value", "nonlinearity", ["leaky_relu"], nonlinearity="swish", options={"typed": False})
