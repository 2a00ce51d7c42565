"""Box and Muller's transform of Philox's words; see oracle/philox.py."""

import numpy as np
from oracle import FLOATING, Stream, Suite, array, call, new, var


def reference(shape, mean=0.0, std=1.0, dtype="float32", generator=None):
    return (mean + std * Stream(0).normals(int(np.prod(shape)), dtype)).reshape(shape)


suite = Suite("normal", reference, lambda dtype="float32", **_: dtype)
suite("float32, standard", shape=[2, 3])
suite.each(FLOATING, lambda t: {"shape": [9], "mean": 3.0, "std": 0.5, "dtype": t})
suite("whole numbers", shape=[5], mean=2, std=1)
suite("no deviation", shape=[2], mean=5.0, std=0.0)
suite("an odd number", shape=[7])
suite("one axis by a number", shape=6, expect=array(Stream(0).normals(6)))
suite("rank 0", shape=[], expect=array(Stream(0).normals(1)[0]))
suite("empty", shape=[0, 2])
suite("null for the context's generator", shape=[4], generator=None)
suite.fails("a negative deviation", "value", "std", ["-1"], shape=[2], std=-1.0)
suite.fails("integers", "dtype", "dtype", ["int32"], shape=[2], dtype="int32")
own = suite.script("a generator of its own")
own.let("g", new("Generator", seed=7))
stream = Stream(7)
own.expect(call("normal", shape=[3], generator=var("g")), array(stream.normals(3)))
own.expect(
    call("normal", shape=[4], dtype="float64", generator=var("g")), array(stream.normals(4, "float64"), "float64")
)
suite.fails("a negative size", "shape", None, ["-1"], shape=[-1])
suite.fails("more than there is memory for", "out_of_memory", None, [], shape=[2**40, 2**15])
