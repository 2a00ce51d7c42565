"""Rows of any number of tensors; the second are class numbers if they are integers."""

from oracle import Suite, array, call, iterate, new, numbers, var

suite = Suite("ArrayDataset")
x, y, z = numbers((4, 3)), array([2, 0, 1, 2], "int64"), array([7, 8, 9, 10], "int32")
classes = y.counting("classes")
on = lambda name, **given: call(f"Dataset.{name}", self_=var("data"), **given)
rows = lambda at: [
    array(x.values[at]),
    array(y.values[at], "int64").counting("classes"),
    array(z.values[at], "int32"),
]
script = suite.script("three tensors")
script.let("data", new("ArrayDataset", tensors=[x, classes, z]))
script.expect(on("length"), 4)
script.expect(on("get", index=3), rows(3))
script.expect(on("get_batch", indices=[3, 1, 3]), rows([3, 1, 3]))
script.expect(iterate(new("DataLoader", dataset=var("data"), batch_size=3)), [rows([0, 1, 2]), rows([3])], exact=True)
one = suite.script("one tensor")
one.let("data", new("ArrayDataset", tensors=[z]))
one.expect(on("get", index=2), [array(9, "int32")])
wrong = suite.script("what is not accepted")
wrong.fails(new("ArrayDataset", tensors=[]), "value", "tensors", [])
wrong.fails(new("ArrayDataset", tensors=[x, array([1.0])]), "shape", "tensors", ["1", "4"])
wrong.fails(new("ArrayDataset", tensors=[array(1.0)]), "shape", "tensors", ["rank 0"])
suite.caused_elsewhere(
    "index",
    "core/data/dataset_test.cc: HasNoClassZeroWhereCountingStartsAtOne",
    "cases count from 0",
    "ArrayDataset.new",
)
