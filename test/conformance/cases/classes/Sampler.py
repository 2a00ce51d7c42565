"""A sampler of the host's language, asked by a loader."""

import numpy as np
from oracle import Suite, array, call, get, host, iterate, new, subclass, var
from oracle.samplers import DATA, batches

suite = Suite("Sampler")
order = np.array([5, 0, 5, 2])
script = suite.script("a sampler of the host's language")
given = array(order, "int64").counting("indices")
script.let("sampler", subclass("Sampler", length=host([], 4), indices=host([], given)))
script.let("loader", new("DataLoader", dataset=DATA, batch_size=3, sampler=var("sampler")))
script.expect(get("DataLoader.length", var("loader")), 2)
script.expect(iterate(var("loader")), batches(order, 3), exact=True)
base = suite.script("the base has no items")
base.let("sampler", new("Sampler"))
base.fails(call("Sampler.length", self_=var("sampler")), "not_found")
base.fails(call("Sampler.indices", self_=var("sampler")), "not_found")
