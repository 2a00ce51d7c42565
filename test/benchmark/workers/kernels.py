"""Operators in eager mode on tensors of usual sizes: `kernels.py LIBRARY THREADS FAMILY`.

A family gives names and calls. Numbers are drawn in the same order for each library, so that all compute the same.
"""

import sys

import numpy
from loop import serve_each

library, threads, family = sys.argv[1], int(sys.argv[2]), sys.argv[3]
random = numpy.random.default_rng(42)

# Beside the few things here, calls are written alike in all libraries.
if library == "mixgrad":
    import mixgrad as lib
    from mixgrad import nn

    lib.set_threads(threads)
    tensor, take, sort, permutation = lib.tensor, lib.take, lib.sort, lib.permutation
    gather, scatter_add = lib.take_along_axis, lib.put_along_axis_add

    randn, rand = lib.normal, lib.uniform

    def lstm(x, weights, state):
        return nn.lstm(x, weights, state[0], cell=state[1])[0]

    def gru(x, weights, state):
        return nn.gru(x, weights, state)[0]

    def row_major(x):
        return x.copy()
elif library == "torch":
    import torch as lib
    from torch.nn import functional as nn

    lib.set_num_threads(threads)
    tensor = lib.tensor

    def take(x, indices, axis):
        return lib.index_select(x, axis, indices)

    def sort(x):
        return lib.sort(x, stable=True).values

    def row_major(x):
        return x.contiguous()

    randn, rand, permutation = lib.randn, lib.rand, lib.randperm

    def lstm(x, weights, state):
        return lib.lstm(x, state, weights, True, 1, 0.0, False, False, False)[0]

    def gru(x, weights, state):
        return lib.gru(x, state, weights, True, 1, 0.0, False, False, False)[0]

    def gather(x, indices, axis):
        return lib.gather(x, axis, indices)

    def scatter_add(x, indices, values, axis):
        return lib.scatter_add(x, axis, indices, values)
elif library == "numpy":  # whose threads the environment sets
    import numpy as lib

    tensor = lib.asarray


def floats(*shape, **options):
    return tensor(random.standard_normal(shape, dtype="float32"), **options)


def whole(below, *shape):
    return tensor(random.integers(below, size=shape))


def with_gradients(forward, inputs, direction=None):
    """Forward and back: the gradients of `inputs`, whatever stood there before."""

    def call():
        forward().backward(direction)
        found = [x.grad for x in inputs]
        for x in inputs:
            x.grad = None
        return found

    return call


def elementwise():
    for size, shape in (("4K", [4096]), ("1M", [1 << 20])):
        a, b = floats(*shape), floats(*shape)
        positive = a > 0
        yield f"add/{size}", lambda a=a, b=b: lib.add(a, b)
        yield f"exp/{size}", lambda a=a: lib.exp(a)
        yield f"tanh/{size}", lambda a=a: lib.tanh(a)
        yield f"gelu/{size}", lambda a=a: nn.gelu(a)
        yield f"gelu_tanh/{size}", lambda a=a: nn.gelu(a, approximate="tanh")
        yield f"sigmoid/{size}", lambda a=a: lib.sigmoid(a)
        yield f"silu/{size}", lambda a=a: nn.silu(a)
        yield f"where/{size}", lambda a=a, b=b, c=positive: lib.where(c, a, b)
        if size == "1M":
            above = a * a + 0.001
            yield f"log/{size}", lambda a=above: lib.log(a)
            yield f"erf/{size}", lambda a=a: lib.erf(a)
            yield f"sin/{size}", lambda a=a: lib.sin(a)
            yield f"pow/{size}", lambda a=above, b=b: lib.pow(a, b)
            yield f"softplus/{size}", lambda a=a: nn.softplus(a)
            yield f"mish/{size}", lambda a=a: nn.mish(a)
            wanting = tensor(numpy.asarray(a), requires_grad=True)
            for name, f in (("gelu", nn.gelu), ("silu", nn.silu), ("softplus", nn.softplus)):
                yield (
                    f"{name}/{size}/with_gradients",
                    with_gradients(lambda f=f, x=wanting: f(x), [wanting], b),
                )
    rows, row = floats(1024, 1024), floats(1024)
    yield "add_row/1M", lambda: lib.add(rows, row)


def fresh():
    """A large result in new memory, and in memory that is there: for PyTorch an output that is given, for us the operand."""
    a, b, c = (floats(1 << 24) for _ in range(3))
    yield "add/16M", lambda: lib.add(a, b)
    into = (lambda: lib.add(a, b, out=c)) if lib.__name__ == "torch" else (lambda: c.add_(b))
    yield "add_into/16M", into


def reduction():
    x = floats(1024, 1024)
    yield "sum/all", lambda: lib.sum(x)
    yield "sum/rows", lambda: lib.sum(x, 1)
    yield "sum/columns", lambda: lib.sum(x, 0)
    yield "max/rows", lambda: lib.amax(x, 1)
    yield "max/columns", lambda: lib.amax(x, 0)
    yield "argmax/rows", lambda: lib.argmax(x, 1)
    yield "cumulative_sum/rows", lambda: lib.cumsum(x, 1)
    yield "softmax/rows", lambda: lib.softmax(x, -1)
    yield "log_softmax/rows", lambda: lib.log_softmax(x, -1)


def matmul():
    for n in (64, 256, 512, 1024):
        a, b = floats(n, n), floats(n, n)
        yield f"{n}", lambda a=a, b=b: lib.matmul(a, b)
    for n in (8, 24, 32):
        a, b = floats(256, n, n), floats(256, n, n)
        yield f"256_of_{n}", lambda a=a, b=b: lib.matmul(a, b)


def convolution():
    # Name, batch, channels in and out, height and width, groups: all 3 × 3, padded by 1.
    for name, batch, inner, outer, size, groups in (
        ("demo_1", 128, 1, 32, 28, 1),
        ("demo_2", 128, 32, 64, 14, 1),
        ("resnet", 8, 64, 64, 56, 1),
        ("depthwise", 8, 64, 64, 56, 64),
    ):
        x, weight, bias = floats(batch, inner, size, size), floats(outer, inner // groups, 3, 3), floats(outer)
        options = {"padding": 1, "groups": groups}
        yield f"{name}/forward", lambda x=x, w=weight, b=bias, o=options: nn.conv2d(x, w, b, **o)
        wanting = [tensor(numpy.asarray(t), requires_grad=True) for t in (x, weight, bias)]
        # Nobody wants the gradient of the demo's images.
        inputs = (x, *wanting[1:]) if name == "demo_1" else wanting
        yield (
            f"{name}/with_gradients",
            with_gradients(
                lambda i=inputs, o=options: nn.conv2d(*i, **o),
                wanting[1:] if name == "demo_1" else wanting,
                floats(batch, outer, size, size),
            ),
        )


def pooling():
    x = floats(128, 32, 28, 28)
    wanting, direction = tensor(numpy.asarray(x), requires_grad=True), floats(128, 32, 14, 14)
    yield "max_pool2d/forward", lambda: nn.max_pool2d(x, 2)
    yield "max_pool2d/with_gradients", with_gradients(lambda: nn.max_pool2d(wanting, 2), [wanting], direction)
    yield "avg_pool2d/forward", lambda: nn.avg_pool2d(x, 2)


def lookup():
    weight, indices = floats(10000, 256), whole(10000, 32, 128)
    wanting, direction = tensor(numpy.asarray(weight), requires_grad=True), floats(32, 128, 256)
    yield "embedding/forward", lambda: nn.embedding(indices, weight)
    yield "embedding/with_gradients", with_gradients(lambda: nn.embedding(indices, wanting), [wanting], direction)
    rows, columns, square = whole(1024, 1024), whole(1024, 512), floats(1024, 1024)
    yield "take/rows", lambda: take(square, rows, 0)
    yield "take/columns", lambda: take(square, columns, 1)


def loss():
    for batch, classes in ((128, 10), (512, 1000)):
        x, labels = floats(batch, classes), whole(classes, batch)
        wanting = tensor(numpy.asarray(x), requires_grad=True)
        name = f"cross_entropy/{batch}_of_{classes}"
        yield f"{name}/forward", lambda x=x, y=labels: nn.cross_entropy(x, y)
        yield f"{name}/with_gradients", with_gradients(lambda x=wanting, y=labels: nn.cross_entropy(x, y), [wanting])


def sorting():
    line, rows = floats(1 << 17), floats(1024, 128)
    yield "sort/128K", lambda: sort(line)
    yield "sort/rows_of_128", lambda: sort(rows)
    yield "argsort/128K", lambda: lib.argsort(line)
    yield "topk/5_of_128K", lambda: lib.topk(line, 5)
    yield "topk/5_of_rows_of_128", lambda: lib.topk(rows, 5)


def copy():
    x, y, images = floats(1024, 1024), floats(1024, 1024), floats(32, 32, 28, 28)
    yield "concat/rows", lambda: lib.concat([x, y], 0)
    yield "concat/columns", lambda: lib.concat([x, y], 1)
    yield "transpose/1M", lambda: row_major(lib.permute(x, (1, 0)))
    yield "permute/channels_last", lambda: row_major(lib.permute(images, (0, 2, 3, 1)))


def normalization():
    x, weight, bias = floats(1024, 1024), floats(1024), floats(1024)
    wanting = [tensor(numpy.asarray(t), requires_grad=True) for t in (x, weight, bias)]
    direction = floats(1024, 1024)

    def layer(x, weight, bias):
        return nn.layer_norm(x, normalized_shape=[1024], weight=weight, bias=bias)

    yield "layer_norm/forward", lambda: layer(x, weight, bias)
    yield "layer_norm/with_gradients", with_gradients(lambda: layer(*wanting), wanting, direction)
    yield "rms_norm/forward", lambda: nn.rms_norm(x, normalized_shape=[1024], weight=weight)
    images, scale, shift = floats(32, 32, 28, 28), floats(32), floats(32)
    yield "group_norm/images", lambda: nn.group_norm(images, num_groups=8, weight=scale, bias=shift)
    mean, variance = floats(32), floats(32) ** 2
    options = {"running_var": variance, "weight": scale, "bias": shift, "training": True}
    yield "batch_norm/images", lambda: nn.batch_norm(images, mean, **options)


def attention():
    shape = (4, 8, 256, 64)
    q, k, v = (floats(*shape) for _ in range(3))
    wanting, direction = [tensor(numpy.asarray(t), requires_grad=True) for t in (q, k, v)], floats(*shape)
    attend = nn.scaled_dot_product_attention
    yield "forward", lambda: attend(q, k, v)
    yield "causal/forward", lambda: attend(q, k, v, is_causal=True)
    yield "causal/with_gradients", with_gradients(lambda: attend(*wanting, is_causal=True), wanting, direction)


def recurrent():
    x, state, cell = floats(64, 32, 128), floats(1, 32, 256), floats(1, 32, 256)

    def weights(gates):
        width = gates * 256
        return [floats(width, 128) / 16, floats(width, 256) / 16, floats(width), floats(width)]

    four, three = weights(4), weights(3)
    yield "lstm/forward", lambda: lstm(x, four, (state, cell))
    yield "gru/forward", lambda: gru(x, three, state)
    wanting = [tensor(numpy.asarray(t), requires_grad=True) for t in four]
    direction = floats(64, 32, 256)
    yield "lstm/with_gradients", with_gradients(lambda: lstm(x, wanting, (state, cell)), wanting, direction)


def image():
    images, grid = floats(8, 3, 224, 224), floats(8, 224, 224, 2) / 2
    yield "resize/bilinear", lambda: nn.interpolate(images, size=[256, 256], mode="bilinear")
    yield "resize/nearest", lambda: nn.interpolate(images, size=[112, 112], mode="nearest")
    yield "grid_sample/bilinear", lambda: nn.grid_sample(images, grid, align_corners=False)


def indexing():
    x, values, places = floats(1024, 1024), floats(1024, 256), whole(1024, 1024, 256)
    positive = x > 0
    yield "gather/columns", lambda: gather(x, places, 1)
    yield "scatter_add/columns", lambda: scatter_add(x, places, values, 1)
    yield "masked_select/1M", lambda: lib.masked_select(x, positive)


def random_numbers():
    # Both draw their own: the number of them is what is compared.
    yield "uniform/1M", lambda: rand((1024, 1024)).shape
    yield "normal/1M", lambda: randn((1024, 1024)).shape
    yield "permutation/128K", lambda: permutation(1 << 17).shape


def amount(result):
    """The sum of all absolute values: what is not the same computation hardly has the same."""
    if isinstance(result, (list, tuple)):
        return sum(map(amount, result))
    return float(numpy.abs(numpy.asarray(result).astype("float64")).sum())


families = (elementwise, fresh, reduction, matmul, convolution, pooling, lookup, loss, sorting, copy)
families += (normalization, attention, recurrent, image, indexing, random_numbers)
(chosen,) = (one for one in families if one.__name__ == family)
serve_each(lib.__version__, dict(chosen()), amount)
