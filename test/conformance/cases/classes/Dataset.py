"""A dataset of the host's language, walked by a loader."""

from oracle import Suite, array, call, host, iterate, new, part, subclass, var

suite = Suite("Dataset")
script = suite.script("a dataset of the host's language")
script.let(
    "data",
    subclass(
        "Dataset",
        length=host([], 3),
        get=host(["index"], {"list": [call("full", shape=[2], value=var("index"), dtype="float32")]}),
    ),
)
script.let("batches", iterate(new("DataLoader", dataset=var("data"), batch_size=2)))
script.expect(var("batches"), [[array([[0, 0], [1, 1]]).counting("indices")], [array([[2, 2]]).counting("indices")]])
script.let("last", call("Dataset.subset", self_=var("data"), range=part(-2, None, of=3)))
script.expect(call("Dataset.length", self_=var("last")), 2)
script.expect(call("Dataset.get", self_=var("last"), index=0), [array([1, 1]).counting("indices")])
base = suite.script("the base has no items")
base.let("data", new("Dataset"))
base.fails(call("Dataset.get", self_=var("data"), index=0), "not_found", operator="any")
base.fails(call("Dataset.length", self_=var("data")), "not_found")
base.fails(call("Dataset.subset", self_=var("data"), range=part(0, 1, of=0)), "not_found", operator="any")
shapes = suite.script("items of several shapes")
shapes.let(
    "data",
    subclass(
        "Dataset", length=host([], 2), get=host(["index"], {"list": [call("arange", start=var("index"), stop=9)]})
    ),
)
shapes.fails(call("Dataset.get_batch", self_=var("data"), indices=[0, 1]), "shape")
suite.caused_elsewhere(
    "value",
    "core/data/subset_test.cc: RefusesWhatIsNoRange",
    "not every language can write a step of zero",
    "Dataset.subset",
)
suite.caused_elsewhere(
    "index",
    "core/data/subset_test.cc: ARangeIsCountedAsItsCallerCounts",
    "only callers that count from 1 get it",
    "Dataset.subset",
)
