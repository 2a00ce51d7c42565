"""Fisher and Yates's shuffle by Philox's words; see oracle/philox.py."""

from oracle import Array, Stream, Suite, call, new, var

suite = Suite("permutation", lambda n, generator=None: Stream(0).permutation(n), "int64", exact=True)
for n in (5, 1, 0, 2, 100):
    suite(f"of {n}", n=n)
suite("null for the context's generator", n=4, generator=None)
suite.fails("a negative number", "value", "n", ["-1"], n=-1)
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
for n in (6, 3):
    own.expect(call("permutation", n=n, generator=var("g")), Array(stream.permutation(n), "int64", "indices"))
suite.fails("more than there is memory for", "out_of_memory", None, [], n=2**45)
