"""Chosen items of another dataset."""

from oracle import Suite, array, call, get, new, numbers, var

suite = Suite("Subset")
x, y = numbers((4, 3)), array([2, 0, 1, 2], "int64")
script = suite.script("chosen items, one of them twice")
script.let("data", new("Subset", dataset=new("TensorDataset", inputs=x, targets=y), indices=[3, 0, 3]))
script.expect(call("Dataset.length", self_=var("data")), 3)
script.expect(
    call("Dataset.get", self_=var("data"), index=1),
    [array(x.values[0]), array(y.values[0], "int64").counting("classes")],
)
script.expect(
    call("Dataset.get_batch", self_=var("data"), indices=[2, 1]),
    [array(x.values[[3, 0]]), array(y.values[[3, 0]], "int64").counting("classes")],
)
script.expect(call("Dataset.length", self_=get("Subset.dataset", var("data"))), 4)
wrong = suite.script("an item that is not there")
wrong.let("data", new("TensorDataset", inputs=x))
wrong.fails(new("Subset", dataset=var("data"), indices=[0, 4]), "index", "indices", ["{4}"])
