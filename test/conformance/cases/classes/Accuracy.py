"""The share of rows whose largest element is where the class number says."""

from oracle import Suite, array, call, new, var

suite = Suite("Accuracy")
script = suite.script("two batches")
script.let("metric", new("Accuracy"))
update = lambda rows, classes: call(
    "Metric.update", self_=var("metric"), output=array(rows), target=array(classes, "int64")
)
value = call("Metric.compute", self_=var("metric"))
script.expect(value, 0.0)
script.do(update([[3, 1, 2], [0, 5, 1], [1, 2, 3]], [0, 1, 1]))
script.expect(value, 2 / 3)
script.do(update([[0, 0, 1]], [2]))
script.expect(value, 3 / 4)
script.do(call("Metric.reset", self_=var("metric")))
script.expect(value, 0.0)
script.do(update([[0, 0, 1]], [0]))
script.expect(value, 0.0)
script.fails(update([[0, 0, 1]], [0, 1]), "shape", "target", ["[1, 3]", "[2]"])
