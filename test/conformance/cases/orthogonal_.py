"""The orthogonal factor of numpy.linalg.qr of Philox's normal numbers, with signs as torch.nn.init.orthogonal_ has them."""

import numpy as np
from oracle import *
from oracle.initializers import every_dtype, of_parameter, own_generator


def factor(stream, shape):
    matrix = stream.normals(int(np.prod(shape)), "float64").reshape(shape[0], -1)
    wide = matrix.shape[0] < matrix.shape[1]
    q, r = np.linalg.qr(matrix.T if wide else matrix)
    q = q * np.sign(np.diag(r))
    return (q.T if wide else q).reshape(shape)


suite = Suite("orthogonal_", lambda x, gain=1.0, dtype="float32", generator=None: gain * factor(Stream(0), x.shape))
every_dtype(suite, (3, 5))
suite("tall, another gain", x=numbers((7, 3)), gain=2.5)
suite("a whole gain", x=numbers((3, 3)), gain=-2)
suite("a convolution's", x=numbers((4, 2, 3, 3)))
suite("empty", x=numbers((0, 3)), expect=numbers((0, 3)))
of_parameter(suite, lambda stream: factor(stream, (2, 3)))
own_generator(suite, lambda stream: factor(stream, (3, 3)), (3, 3))
suite.fails("a vector", "shape", "x", ["[3]"], x=numbers((3,)))
suite.fails("rank 0", "shape", "x", ["[]"], x=numbers(()))
