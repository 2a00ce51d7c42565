"""Batches in the dataset's order, or in that of Philox's permutation."""

import numpy as np
from oracle import Stream, Suite, array, call, get, iterate, new, numbers, var

suite = Suite("DataLoader")
x, y = numbers((7, 2)), array([2, 0, 1, 2, 1, 0, 2], "int64")


def batches(order, size, drop=False):
    stops = range(0, len(order) - (len(order) % size if drop else 0), size)
    rows = [order[i : i + size] for i in stops]
    return [[array(x.values[r]), array(y.values[r], "int64").counting("classes")] for r in rows]


def case(name, order, size, drop=False, walks=1, **given):
    script = suite.script(name)
    script.let("data", new("TensorDataset", inputs=x, targets=y))
    script.let("loader", new("DataLoader", dataset=var("data"), batch_size=size, **given))
    script.expect(get("DataLoader.length", var("loader")), len(batches(np.arange(7), size, drop)))
    script.expect(get("DataLoader.batch_size", var("loader")), size)
    for _ in range(walks):
        script.expect(iterate(var("loader")), batches(order(), size, drop), exact=True)


case("in order", lambda: np.arange(7), 3)
case("without the last", lambda: np.arange(7), 3, True, drop_last=True)
case("no batches ahead", lambda: np.arange(7), 2, prefetch=0)
case("three threads", lambda: np.arange(7), 2, threads=3, prefetch=4)
stream = Stream(5)
case("a random order of its own", lambda: stream.permutation(7), 3, walks=2, shuffle=True, seed=5)
context = Stream(0)
case("a random order of the context", lambda: context.permutation(7), 4, walks=2, shuffle=True, seed=None)
one = suite.script("one item a batch")
one.let("loader", new("DataLoader", dataset=new("TensorDataset", inputs=array([1, 2]))))
one.expect(iterate(var("loader")), [[array([1])], [array([2])]], exact=True)
one.expect(call("Dataset.length", self_=get("DataLoader.dataset", var("loader"))), 2)
wrong = suite.script("what is not accepted")
wrong.let("data", new("TensorDataset", inputs=x))
wrong.fails(new("DataLoader", dataset=var("data"), batch_size=0), "value", "batch_size", ["0"])
wrong.fails(new("DataLoader", dataset=var("data"), threads=0), "value", "threads", ["0"])
wrong.let("sampler", new("SequentialSampler", dataset=var("data")))
wrong.let("batches", new("BatchSampler", sampler=var("sampler"), batch_size=2))
together = lambda **given: new("DataLoader", dataset=var("data"), **given)
wrong.fails(together(sampler=var("sampler"), shuffle=True), "value", "sampler", ["shuffle"])
for name, value in {"batch_size": 2, "shuffle": True, "sampler": var("sampler")}.items():
    wrong.fails(together(batch_sampler=var("batches"), **{name: value}), "value", "batch_sampler", [])
wrong.fails(together(batch_sampler=var("batches"), drop_last=True), "value", "batch_sampler", [])
ordered = suite.script("null for a sampler")
ordered.let(
    "loader", new("DataLoader", dataset=new("TensorDataset", inputs=x, targets=y), sampler=None, batch_sampler=None)
)
ordered.expect(get("DataLoader.length", var("loader")), 7)
