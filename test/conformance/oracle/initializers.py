"""What initialisers make: numbers of Philox, scaled as torch.nn.init scales its own."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import torch

from .arrays import Array, numbers
from .dtypes import ANY, FLOATING
from .expressions import call, get, new, var
from .philox import Stream
from .suite import Suite


@functools.cache
def scale(name: str, **options: object) -> float:
    """The bound or the deviation which the function of torch.nn.init hands to its generator."""
    seen: list[float] = []
    tensor = torch.empty(options.pop("shape"))
    init = torch.nn.init
    uniform, normal = init._no_grad_uniform_, init._no_grad_normal_
    tensor_uniform, tensor_normal = torch.Tensor.uniform_, torch.Tensor.normal_

    def seeing(x: torch.Tensor, first: float, second: float, generator: object = None) -> torch.Tensor:
        seen.append(second)
        return x

    try:
        init._no_grad_uniform_ = init._no_grad_normal_ = seeing
        torch.Tensor.uniform_ = torch.Tensor.normal_ = seeing
        getattr(init, name)(tensor, **options)
    finally:
        init._no_grad_uniform_, init._no_grad_normal_ = uniform, normal
        torch.Tensor.uniform_, torch.Tensor.normal_ = tensor_uniform, tensor_normal
    return seen[0]


def scaled(name: str) -> Callable[..., np.ndarray]:
    """The reference of an initialiser which scales numbers by what torch.nn.init says."""

    def reference(x: np.ndarray, dtype: str = "float32", generator: object = None, **options: object) -> np.ndarray:
        stream = Stream(0)
        if x.size == 0:
            return x
        by = scale(name, shape=x.shape, **options)
        if "uniform" in name:
            return stream.uniform(x.shape, -by, by, dtype)
        return by * stream.normals(x.size, dtype).reshape(x.shape)

    return reference


def of_parameter(suite: Suite, expected: Callable[[Stream], np.ndarray], **options: object) -> None:
    """The weight of a layer, which wants a gradient and still does afterwards; numbers go on from where they were."""
    script = suite.script("a parameter")
    script.let("layer", new("Linear", in_features=3, out_features=2))
    script.let("weight", get("Linear.weight", var("layer")))
    stream = Stream(0)
    stream.words(2 + 1)  # of the weight and the bias
    values = Array(expected(stream), "float32")
    script.expect(call(suite.subject, x=var("weight"), **options), values)
    script.expect(get("Linear.weight", var("layer")), values)
    script.expect(get("Tensor.requires_grad", var("weight")), True)


def own_generator(
    suite: Suite, expected: Callable[[Stream], np.ndarray], shape: tuple[int, ...], **options: object
) -> None:
    """Two calls from a generator of seed 7."""
    script = suite.script("a generator of its own")
    script.let("g", new("Generator", seed=7))
    stream = Stream(7)
    for _ in range(2):
        given = call(suite.subject, x=numbers(shape), **options, generator=var("g"))
        script.expect(given, Array(expected(stream), "float32"))
    suite("null for the context's generator", x=numbers(shape), **options, generator=None)


def every_dtype(suite: Suite, shape: tuple[int, ...], dtypes: list[str] = FLOATING, **options: object) -> None:
    """Numbers are drawn in the tensor's own dtype."""
    for dtype in dtypes:
        x = numbers(shape, dtype)
        values = suite.reference(x.values, dtype=dtype, **options)
        suite(dtype, x=x, **options, expect=Array(values, dtype))
    refused = [t for t in ANY if t not in dtypes][:1]
    for dtype in refused:
        suite.fails(f"refuses {dtype}", "dtype", "x", [dtype], x=numbers(shape, dtype), **options)
