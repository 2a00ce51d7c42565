"""Philox's words as numbers of the interval; see oracle/philox.py."""

from oracle import FLOATING, Stream, Suite, array, call, new, var

suite = Suite(
    "uniform",
    lambda shape, low=0.0, high=1.0, dtype="float32", generator=None: Stream(0).uniform(tuple(shape), low, high, dtype),
    lambda dtype="float32", **_: dtype,
)
suite("float32 between 0 and 1", shape=[2, 3])
suite.each(FLOATING, lambda t: {"shape": [9], "low": -1.0, "high": 3.0, "dtype": t})
suite("whole bounds", shape=[5], low=2, high=4)
suite("one axis by a number", shape=6, expect=array(Stream(0).uniform((6,), 0, 1)))
suite("an interval of one point", shape=[3], low=2.0, high=2.0)
suite("rank 0", shape=[])
suite("empty", shape=[0, 2])
suite("null for the context's generator", shape=[4], generator=None)
suite.fails("low above high", "value", "high", [], shape=[2], low=1.0, high=0.0)
suite.fails("integers", "dtype", "dtype", ["int32"], shape=[2], dtype="int32")
suite.fails("a negative size", "shape", None, ["-1"], shape=[-1])
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
own.expect(call("uniform", shape=[3], generator=var("g")), array(stream.uniform((3,), 0, 1)))
own.expect(
    call("uniform", shape=[5], dtype="float64", generator=var("g")),
    array(stream.uniform((5,), 0, 1, "float64"), "float64"),
)
own.expect(call("uniform", shape=[2], generator=var("g")), array(stream.uniform((2,), 0, 1)))
seeded = suite.script("one call after another, from a seed")
seeded.seed(2**40 + 5)
stream = Stream(2**40 + 5)
for n in (3, 1, 8):
    seeded.expect(call("uniform", shape=[n]), array(stream.uniform((n,), 0, 1)))
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15])
