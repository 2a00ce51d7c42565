"""PyTorch as a reference, in float64: functions, gradients of first and second order, layers with weights of Philox."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch

from .arrays import Array, numbers
from .dtypes import FLOATING
from .expressions import arguments
from .philox import Stream
from .suite import Suite

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)  # sums in one order


def tensor(value: object) -> object:
    """What stands as an argument as PyTorch has it: floats in float64, whole numbers in int64; in lists too."""
    if isinstance(value, (list, tuple)):
        return [tensor(item) for item in value]
    if isinstance(value, Array):
        value = value.values
    if not isinstance(value, (np.ndarray, np.generic)):
        return value
    return torch.tensor(value if value.dtype.kind in "fb" else value.astype(np.int64))


def plain(found: object) -> object:
    """A result as NumPy's arrays."""
    if isinstance(found, torch.Tensor):
        return found.numpy(force=True)
    return [plain(item) for item in found] if isinstance(found, (list, tuple)) else found


def by_torch(function: Callable[..., object]) -> Callable[..., object]:
    """The function of PyTorch as the reference of a suite."""

    @functools.wraps(function)
    def reference(*given: object, **named: object) -> object:
        return plain(function(*map(tensor, given), **{name: tensor(value) for name, value in named.items()}))

    return reference


def flat(values: Iterable[object]) -> list[object]:
    return [one for value in values for one in (value if isinstance(value, (list, tuple)) else [value])]


def is_continuous(value: object) -> bool:
    items = flat([value])
    return bool(items) and all(isinstance(item, Array) and item.dtype in FLOATING for item in items)


def derivatives(
    outputs: Sequence[torch.Tensor], leaves: list[torch.Tensor], weights: list[Array]
) -> Sequence[torch.Tensor]:
    """Of the sum of the outputs, each weighted, with regard to the leaves."""
    through = [(out, tensor(weight)) for out, weight in zip(outputs, weights) if out.requires_grad]
    if not through:
        return [torch.zeros_like(leaf) for leaf in leaves]
    roots, by = zip(*through)
    return torch.autograd.grad(roots, leaves, by, create_graph=True, materialize_grads=True)


def gradients(
    suite: Suite,
    function: Callable[..., object],
    make: Callable[[str], dict[str, object]],
    name: str = "gradient",
    options: dict[str, object] | None = None,
    dtypes: Sequence[str] = FLOATING,
    fixed: Sequence[str] = (),
) -> None:
    """A case for each dtype: the gradients of all floating inputs but the fixed ones, where each output has weights of
    its own, and the gradients of those gradients. The function gets the arguments in the order in which `make` has them."""
    for dtype in dtypes:
        given = make(dtype)
        how = {"function": function, "options": options, "fixed": fixed, "dtypes": [dtype]}
        suite.differentiated.append((given, how))
        inputs = {key: value for key, value in given.items() if is_continuous(value) and key not in fixed}
        in_torch = {key: tensor(value) for key, value in given.items()}
        leaves = [leaf.requires_grad_() for leaf in flat(in_torch[key] for key in inputs)]
        outputs = [out for out in flat([function(*in_torch.values())]) if out.dtype.is_floating_point]
        weights = [numbers(out.shape, suite.result_dtype(given), 3 + i) for i, out in enumerate(outputs)]
        first = derivatives(outputs, leaves, weights)
        case: dict[str, object] = {
            "arguments": arguments(given),
            "weights": [weight.record() for weight in weights],
            "gradients": by_argument(inputs, first),
        }
        if any(grad.requires_grad for grad in first):
            again = [numbers(x.shape, x.dtype, 5 + i) for i, x in enumerate(flat(inputs.values()))]
            case["gradient_weights"] = by_argument(inputs, [tensor(weight) for weight in again], None)
            case["second_gradients"] = by_argument(inputs, derivatives(first, leaves, again))
        suite.add(f"{name} {dtype}", case, options or {})


def by_argument(
    inputs: dict[str, object], found: Sequence[torch.Tensor], tolerance: str | None = "gradient"
) -> dict[str, object]:
    """Tensors in the dtypes of the inputs; of a list one for each of its tensors."""
    rest = iter(found)

    def record(x: Array) -> dict[str, object]:
        return Array(plain(next(rest)), x.dtype).record(tolerance)

    return {
        key: {"list": [record(x) for x in value]} if isinstance(value, list) else record(value)
        for key, value in inputs.items()
    }


def linear(stream: Stream, inputs: int, outputs: int, bias: bool = True, dtype: str = "float32") -> torch.nn.Linear:
    """A layer with the weights that Philox gives: uniform in ±1/√inputs, as torch.nn.Linear's."""
    layer = torch.nn.Linear(inputs, outputs, bias)
    bound = 1 / np.sqrt(inputs)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(tensor(Array(stream.uniform(tuple(parameter.shape), -bound, bound, dtype), dtype)))
    return layer


def kept_scale(p: float) -> float:
    """What torch.nn.functional.dropout multiplies the elements by that it keeps."""
    torch.manual_seed(0)
    return float(torch.nn.functional.dropout(torch.ones(1000), p).max())
