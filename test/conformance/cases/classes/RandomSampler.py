"""Philox's permutations one after the other, or its integers."""

import numpy as np
from oracle import Stream, Suite, iterate, new, var
from oracle.samplers import DATA, N, batches, sampled

suite = Suite("RandomSampler")
stream = Stream(0)
sampled(suite, "all items", lambda: stream.permutation(N), {"dataset": DATA})
for name, samples in [("fewer items", 3), ("more items than there are", 2 * N + 3)]:
    own = Stream(0)
    rounds = -(-samples // N)
    order = lambda own=own, n=samples, r=rounds: np.concatenate([own.permutation(N) for _ in range(r)])[:n]
    sampled(suite, name, order, {"dataset": DATA, "num_samples": samples})
again = Stream(0)
integers = lambda stream, n: np.array(stream.integers(n, 0, N), np.int64)
sampled(
    suite, "with replacement", lambda: integers(again, N), {"dataset": DATA, "replacement": True, "num_samples": None}
)
more = Stream(0)
given = {"dataset": DATA, "replacement": True, "num_samples": 10}
sampled(suite, "more with replacement", lambda: integers(more, 10), given)
none = suite.script("no items")
none.let("sampler", new("RandomSampler", dataset=DATA, num_samples=0))
none.expect(iterate(new("DataLoader", dataset=DATA, sampler=var("sampler"))), {"list": []})
own = suite.script("a stream of the loader's own")
own.let("sampler", new("RandomSampler", dataset=DATA, num_samples=4, replacement=True))
own.let("loader", new("DataLoader", dataset=DATA, sampler=var("sampler"), batch_size=4, seed=9))
seeded = Stream(9)
for _ in range(2):
    own.expect(iterate(var("loader")), batches(integers(seeded, 4), 4), exact=True)
wrong = suite.script("fewer than none")
wrong.fails(new("RandomSampler", dataset=DATA, num_samples=-1), "value", "num_samples", ["-1"])
