"""Layers and losses against torch.nn in float64: constructors, properties, results."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from .arrays import Array
from .expressions import call, field, get, new, var
from .philox import Stream
from .pytorch import plain, tensor
from .suite import Script, Suite

Make = Callable[..., torch.nn.Module]


def construct(script: Script, cls: str, given: dict[str, object], told: dict[str, object] | None, axes: int) -> None:
    """Makes the object, and reads what its properties tell of the arguments: `told` adds to what was given. Numbers for
    each of several axes are a list."""
    script.let("object", new(cls, **given))
    for name, value in {**(told or {}), **given}.items():
        if name in ("dtype", "bias"):
            continue
        several = axes > 0 and name in WINDOWS and isinstance(value, int)
        script.expect(get(f"{cls}.{name}", var("object")), [value] * axes if several else value, exact=True)


WINDOWS = ("kernel_size", "stride", "padding", "dilation", "output_padding", "output_size")


def torch_names(given: dict[str, object]) -> dict[str, object]:
    """Axes are dimensions there, and tensors its own."""
    return {"dim" if name == "axis" else name: tensor(value) for name, value in given.items()}


def in_functional(function: Callable[..., torch.Tensor]) -> Make:
    """A function with what it is given beforehand, where the class of torch.nn takes less."""
    return lambda **given: lambda *inputs: function(*inputs, **given)


def refuse(suite: Suite, refused: dict[str, object] | None, given: dict[str, object]) -> None:
    for name, value in (refused or {}).items():
        wrong = suite.script(f"{name} out of its range")
        wrong.fails(new(suite.subject, **{**given, name: value}), "value", name, [])


def layer(
    cls: str,
    make: Make,
    x: Array,
    told: dict[str, object],
    *settings: dict[str, object],
    axes: int = 0,
    refused: dict[str, object] | None = None,
    indices: bool = False,
) -> Suite:
    """A layer without parameters: `told` is what its properties tell if they were not given. Each setting is a case,
    the first with all properties. `indices`: it also gives the positions of its values."""
    suite = Suite(cls)
    for i, given in enumerate(settings or [{}]):
        script = suite.script(", ".join(f"{k} = {v}" for k, v in given.items()) or "defaults")
        construct(script, cls, given, told if i == 0 else None, axes)
        expected = Array(plain(make(**torch_names(given))(tensor(x))), x.dtype)
        script.expect(call(f"{cls}.forward", self_=var("object"), x=x), expected)
        if indices:
            positions = make(**torch_names(given), return_indices=True)(tensor(x))[1]
            both = call(f"{cls}.forward_with_indices", self_=var("object"), x=x)
            script.expect(field("values", both), expected)
            script.expect(field("indices", both), Array(plain(positions), "int64", "indices"))
    refuse(suite, refused, (settings or [{}])[0])
    return suite


def loss(
    cls: str,
    make: Make,
    inputs: dict[str, Array],
    told: dict[str, object],
    *settings: dict[str, object],
    refused: dict[str, object] | None = None,
) -> Suite:
    """A loss: as a layer, with inputs by name in PyTorch's order."""
    suite = Suite(cls)
    for i, given in enumerate([{}, *settings]):
        script = suite.script(
            ", ".join(f"{k} = {v.dtype if isinstance(v, Array) else v}" for k, v in given.items()) or "defaults"
        )
        construct(script, cls, given, told if i == 0 else None, 0)
        found = plain(make(**torch_names(given))(*map(tensor, inputs.values())))
        script.expect(call(f"{cls}.call", self_=var("object"), **inputs), Array(found, "float32"))
    refuse(suite, refused, {})
    return suite


def drawn(module: torch.nn.Module, stream: Stream, bound: float, dtype: str = "float32") -> torch.nn.Module:
    """The module with weights and biases of Philox, uniform in ±bound, in their order."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(tensor(Array(stream.uniform(tuple(parameter.shape), -bound, bound, dtype), dtype)))
    return module


def with_parameters(
    suite: Suite,
    name: str,
    x: Array,
    given: dict[str, object],
    module: torch.nn.Module,
    told: dict[str, object] | None = None,
    axes: int = 0,
    dtype: str = "float32",
) -> Script:
    """A case of a layer with parameters: properties, the parameters' values (and None of those that there are not), the
    result and the gradients of its sum."""
    cls = suite.subject
    script = suite.script(name)
    construct(script, cls, given, told, axes)
    for parameter in ("weight", "bias"):
        found = getattr(module, parameter, None)
        if hasattr(module, parameter):
            expected = None if found is None else Array(plain(found), dtype)
            script.expect(get(f"{cls}.{parameter}", var("object")), expected)
    out = module(tensor(x))
    script.let("out", call(f"{cls}.forward", self_=var("object"), x=x))
    script.expect(var("out"), Array(plain(out), dtype))
    if any(p.requires_grad for p in module.parameters()):
        scale = Array(np.cos(np.arange(out.numel())).reshape(tuple(out.shape)), dtype)
        (out * tensor(scale)).sum().backward()
        script.do(call("backward", x=call("sum", x=call("multiply", x1=var("out"), x2=scale))))
        for parameter, found in module.named_parameters():
            grad = get("Tensor.grad", get(f"{cls}.{parameter}", var("object")))
            script.expect(grad, Array(plain(found.grad), dtype))
    return script


__all__ = ["Stream", "drawn", "in_functional", "layer", "loss", "with_parameters"]
