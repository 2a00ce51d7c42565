"""torch.utils.data.BatchSampler's batches, and those of an epoch that goes on with what the last one left over."""

import numpy as np
from oracle import Stream, Suite, call, get, iterate, new, var
from oracle.samplers import DATA, N, batches
from torch.utils.data import BatchSampler

suite = Suite("BatchSampler")


def case(name, sampler, order, expected, **given):
    script = suite.script(name)
    script.let("batches", new("BatchSampler", sampler=sampler, batch_size=3, **given))
    script.expect(get("BatchSampler.batch_size", var("batches")), 3)
    script.expect(call("Sampler.length", self_=get("BatchSampler.sampler", var("batches"))), N)
    script.let("loader", new("DataLoader", dataset=DATA, batch_sampler=var("batches")))
    for _ in range(4):
        found = expected(order())
        script.expect(get("BatchSampler.length", var("batches")), len(found))
        script.expect(get("DataLoader.length", var("loader")), len(found))
        script.expect(
            iterate(var("loader")), [batch for rows in found for batch in batches(np.array(rows), 3)], exact=True
        )


class Rolled:
    """Gluon's rollover."""

    def __init__(self):
        self.left = []

    def __call__(self, order):
        items = [*self.left, *order]
        whole = len(items) - len(items) % 3
        self.left = items[whole:]
        return [items[i : i + 3] for i in range(0, whole, 3)]


by_torch = lambda drop: lambda order: list(BatchSampler(list(order), 3, drop))
for name, make in [("in order", "SequentialSampler"), ("at random", "RandomSampler")]:

    def orders(random=make == "RandomSampler"):
        stream = Stream(0)
        return lambda: stream.permutation(N) if random else np.arange(N)

    sampler = new(make, dataset=DATA)
    case(f"kept, {name}", sampler, orders(), by_torch(False))
    case(f"kept by its name, {name}", sampler, orders(), by_torch(False), last_batch="keep")
    case(f"discarded, {name}", sampler, orders(), by_torch(True), last_batch="discard")
    case(f"rolled over, {name}", sampler, orders(), Rolled(), last_batch="rollover")
wrong = suite.script("no items in a batch")
wrong.fails(
    new("BatchSampler", sampler=new("SequentialSampler", dataset=DATA), batch_size=0), "value", "batch_size", ["0"]
)
