"""Rows of tensors; targets that are integers are class numbers."""

from oracle import Suite, array, call, new, numbers, var

suite = Suite("TensorDataset")
x, y = numbers((4, 3)), array([2, 0, 1, 2], "int64")
on = lambda name, **given: call(f"Dataset.{name}", self_=var("data"), **given)
script = suite.script("inputs and class numbers")
script.let("data", new("TensorDataset", inputs=x, targets=y))
script.expect(on("length"), 4)
script.expect(on("get", index=0), [array(x.values[0]), array(y.values[0], "int64").counting("classes")])
script.expect(on("get", index=3), [array(x.values[3]), array(y.values[3], "int64").counting("classes")])
script.expect(
    on("get_batch", indices=[3, 1, 3]),
    [array(x.values[[3, 1, 3]]), array(y.values[[3, 1, 3]], "int64").counting("classes")],
)
script.fails(on("get", index=4), "index", "index", ["{4}"])
script.fails(on("get_batch", indices=[0, 4]), "index", "indices", ["{4}"])
alone = suite.script("inputs alone")
alone.let("data", new("TensorDataset", inputs=x))
alone.expect(on("get", index=2), [array(x.values[2])])
floats = suite.script("targets that are numbers")
floats.let("data", new("TensorDataset", inputs=x, targets=array([0.5, 1, 1.5, 2])))
floats.expect(on("get", index=2), [array(x.values[2]), array(1.5)])
wrong = suite.script("other numbers of rows")
wrong.fails(new("TensorDataset", inputs=x, targets=array([1.0])), "shape", "targets", ["1", "4"])
