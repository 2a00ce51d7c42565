"""Numbers of Philox in the scale of torch.nn.init.xavier_normal_."""

from oracle import *
from oracle.initializers import every_dtype, of_parameter, own_generator, scale, scaled

suite = Suite("xavier_normal_", scaled("xavier_normal_"))
every_dtype(suite, (3, 5))
suite("another gain", x=numbers((4, 3)), gain=2.5)
suite("a whole gain", x=numbers((4, 3)), gain=2)
suite("a gain of nothing", x=numbers((4, 3)), gain=0.0)
suite("a convolution's", x=numbers((4, 2, 3, 3)))
suite("empty", x=numbers((0, 3)))
by = scale("xavier_normal_", shape=(2, 3))
of_parameter(suite, lambda stream: by * stream.normals(6).reshape(2, 3))
own_generator(suite, lambda stream: by * stream.normals(6).reshape(2, 3), (2, 3))
suite.fails("a negative gain", "value", "gain", ["-1"], x=numbers((2, 2)), gain=-1.0)
suite.fails("a vector", "shape", "x", ["[3]"], x=numbers((3,)))
suite.fails("rank 0", "shape", "x", ["[]"], x=numbers(()))
