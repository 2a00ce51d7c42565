"""A plot as text, and as a file."""

from oracle import Suite, call, get, numbers, var
from oracle.files import folder

suite = Suite("Figure")
script = suite.script("text and file")
script.let("figure", call("images", images=numbers((2, 4, 4), "uint8")))
script.expect(get("Figure.svg", var("figure")), {"contains": ["<svg", "</svg>"]})
script.do(call("Figure.save", self_=var("figure"), path=folder("figure.svg")))
script.fails(call("Figure.save", self_=var("figure"), path=folder("figure.png")), "value", "path", [".svg"])
script.fails(call("Figure.save", self_=var("figure"), path=folder("absent/figure.svg")), "io", None, ["absent"])
