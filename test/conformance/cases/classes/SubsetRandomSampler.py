"""Chosen items by Philox's permutation."""

import numpy as np
from oracle import Stream, Suite, iterate, new, var
from oracle.samplers import DATA, sampled

suite = Suite("SubsetRandomSampler")
stream, chosen = Stream(0), np.array([6, 1, 4, 1])
script = sampled(suite, "chosen items", lambda: chosen[stream.permutation(4)], {"indices": [6, 1, 4, 1]})
wrong = suite.script("what there is not")
wrong.let("sampler", new("SubsetRandomSampler", indices=[0, 7]))
wrong.fails(
    iterate(new("DataLoader", dataset=DATA, sampler=var("sampler"))), "index", "sampler", ["{7}"], operator="any"
)
suite.caused_elsewhere(
    "index",
    "core/data/sampler_test.cc: RefusesNegativeItems",
    "callers that count from 1 are refused at the door",
    "SubsetRandomSampler.new",
)
