"""Chosen items of another dataset."""

from oracle import Suite, array, call, get, new, numbers, part, var

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
ranges = suite.script("ranges of items")
ranges.let("data", new("TensorDataset", inputs=x, targets=y))
for bounds in [(1, 3), (None, None, 2), (-3, None), (None, -1), (3, 0, -2), (None, None, -1), (2, 9)]:
    chosen = list(range(4))[slice(*bounds)]
    ranges.let("rows", call("Dataset.subset", self_=var("data"), range=part(*bounds, of=4)))
    ranges.expect(call("Dataset.length", self_=var("rows")), len(chosen))
    ranges.expect(
        call("Dataset.get_batch", self_=var("rows"), indices=list(range(len(chosen)))),
        [array(x.values[chosen]), array(y.values[chosen], "int64").counting("classes")],
    )
ranges.let("none", call("Dataset.subset", self_=var("data"), range=part(2, 2, of=4)))
ranges.expect(call("Dataset.length", self_=var("none")), 0)
ranges.let("rows", call("Dataset.subset", self_=var("data"), range=part(1, None, of=4)))
ranges.let("fewer", call("Dataset.subset", self_=var("rows"), range=part(1, None, of=3)))
ranges.expect(
    call("Dataset.get", self_=var("fewer"), index=0),
    [array(x.values[2]), array(y.values[2], "int64").counting("classes")],
)
