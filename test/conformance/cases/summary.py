"""What the table has to hold."""

from oracle import Suite, call, new, var

suite = Suite("summary")
script = suite.script("two layers")
script.let(
    "net",
    new(
        "Sequential",
        layers=[
            new("Linear", in_features=3, out_features=4),
            new("ReLU"),
            new("Linear", in_features=4, out_features=2),
        ],
    ),
)
script.expect(call("summary", model=var("net"), input=[1, 3]), {"contains": ["Linear", "ReLU", "16", "10", "26"]})
wide = suite.script("another dtype")
wide.let("net", new("Linear", in_features=3, out_features=4, dtype="float64"))
wide.expect(call("summary", model=var("net"), input=[2, 3], dtype="float64"), {"contains": ["16"]})
wrong = suite.script("an input that does not fit")
wrong.let("net", new("Linear", in_features=3, out_features=4))
wrong.fails(call("summary", model=var("net"), input=[1, 5]), "shape", None, ["[1, 5]"], operator="linear")
