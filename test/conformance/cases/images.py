"""What a grid has to hold: as many captions and rows as were asked for."""

from oracle import Suite, call, get, numbers

suite = Suite("images")
svg = lambda **given: get("Figure.svg", call("images", **given))
grey = numbers((3, 1, 2, 2), "float32", 0, 0, 1)
script = suite.script("grey images with titles")
script.expect(
    svg(images=grey, titles=["one", "two", "three & more"], columns=2),
    {"contains": ["<svg", "one", "two", "three &amp; more"]},
)
plain = suite.script("without titles or channels")
plain.expect(svg(images=numbers((2, 4, 4), "uint8")), {"contains": ["<svg", "</svg>"]})
colour = suite.script("three channels")
colour.expect(svg(images=numbers((2, 3, 4, 4), "float64", 0, 0, 1), columns=1), {"contains": ["<svg"]})
stretched = suite.script("from the smallest to the largest number")
stretched.expect(svg(images=numbers((2, 1, 3, 3)), normalize=True), {"contains": ["<svg"]})
suite.fails("two channels", "shape", "images", ["[2, 2, 4, 4]"], images=numbers((2, 2, 4, 4)))
suite.fails("one title too few", "value", "titles", ["1", "3"], images=grey, titles=["one"])
suite.fails("no columns", "value", "columns", ["0"], images=grey, columns=0)
