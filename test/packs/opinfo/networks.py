"""Layers of torch.nn.functional whose arguments differ from those here."""

from __future__ import annotations

import math
from typing import Any

from .registry import F, maps, named, promoted


def _softmax(operator: str, name: str) -> None:
    @maps(operator)
    def along(x: Any, dim: int, dtype: str | None = None) -> Any:
        return getattr(F, name)(x if dtype is None else x.astype(dtype), dim)


_softmax("softmax", "softmax")
_softmax("log_softmax", "log_softmax")
_softmax("nn.functional.softmin", "softmin")


@maps("_softmax_backward_data")
def softmax_backward(grad: Any, output: Any, dim: int, dtype: str) -> Any:
    return output * (grad - F.sum(grad * output, dim, keepdims=True))


@maps("nn.functional.linear")
def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    if weight.ndim == 1:
        return F.matmul(x, weight) if bias is None else F.matmul(x, weight) + bias
    return F.linear(x, weight, bias)


def _convolution(axes: int) -> None:
    """Padding by name: the same size as before, or none."""
    convolve = named(f"conv{axes}d input weight bias stride padding dilation groups")

    @maps(f"nn.functional.conv{axes}d")
    def call(x: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, **options: Any) -> Any:
        if padding == "same":
            dilation = _tuple(options.get("dilation", 1), axes)
            totals = [(k - 1) * d for k, d in zip(weight.shape[2:], dilation, strict=True)]
            x = F.pad(x, [0, 0] * (x.ndim - axes) + [w for t in totals for w in (t // 2, t - t // 2)])
        return convolve(x, weight, bias, stride, 0 if isinstance(padding, str) else padding, **options)


for _axes in (1, 2, 3):
    _convolution(_axes)


def _tuple(value: Any, axes: int) -> tuple[int, ...]:
    numbers = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    return numbers * axes if len(numbers) == 1 else numbers


def _max_pooling(axes: int) -> None:
    def pool(x: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, **options: Any) -> Any:
        if not x.dtype.is_floating:
            x = x.astype("float64")  # small whole numbers, which it holds exactly
        dilation, ceil_mode = options.get("dilation", 1), options.get("ceil_mode", False)
        size = _tuple(kernel_size, axes)
        steps = size if stride is None or stride == [] else _tuple(stride, axes)
        sizes = (size, steps, _tuple(padding, axes), _tuple(dilation, axes))
        if options.get("return_indices", False):
            return _with_indices(x, *sizes, ceil_mode)
        function = getattr(F, f"max_pool{axes}d")
        size, steps, pads, gaps = (value if axes > 1 else value[0] for value in sizes)
        return function(x, size, stride=steps, padding=pads, dilation=gaps, ceil_mode=ceil_mode)

    @maps(f"nn.functional.max_pool{axes}d")
    def call(x: Any, *args: Any, **options: Any) -> Any:
        found = pool(x, *args, **options)
        if x.dtype.is_floating:
            return found
        return [found[0].astype(x.dtype), found[1]] if isinstance(found, list) else found.astype(x.dtype)


def _windows(x: Any, size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> list[int]:
    """How many windows there are along each axis; with ceil_mode each begins before the padding behind."""
    counts = []
    for n, k, s, p, d in zip(x.shape[-len(size) :], size, stride, padding, dilation, strict=True):
        spare = n + 2 * p - d * (k - 1) - 1
        count = (-(-spare // s) if ceil_mode else spare // s) + 1
        counts.append(count - 1 if ceil_mode and (count - 1) * s >= n + p else count)
    return counts


def _with_indices(x: Any, size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> list[Any]:
    counts = _windows(x, size, stride, padding, dilation, ceil_mode)
    found = F.max_windows(x, counts, kernel_size=size, stride=stride, padding=padding, dilation=dilation)
    return [found.values, found.indices]


def _adaptive(axes: int) -> None:
    def sizes(x: Any, output_size: Any) -> tuple[int, ...]:
        wanted = _tuple(output_size, axes)
        return tuple(n if m is None else m for n, m in zip(x.shape[-axes:], wanted, strict=True))

    @maps(f"nn.functional.adaptive_max_pool{axes}d")
    def largest(x: Any, output_size: Any, return_indices: bool = False) -> Any:
        size = sizes(x, output_size)
        if return_indices:
            found = F.max_windows(x, size)
            return [found.values, found.indices]
        return getattr(F, f"adaptive_max_pool{axes}d")(x, size if axes > 1 else size[0])

    @maps(f"nn.functional.adaptive_avg_pool{axes}d")
    def mean(x: Any, output_size: Any) -> Any:
        size = sizes(x, output_size)
        return getattr(F, f"adaptive_avg_pool{axes}d")(x, size if axes > 1 else size[0])


for _axes in (1, 2, 3):
    _max_pooling(_axes)
    _adaptive(_axes)


def _average_pooling(axes: int) -> None:
    """Whole numbers are divided without remainder. A divisor of one's own goes with the sums of windows."""
    pool = named(f"avg_pool{axes}d x kernel_size stride padding ceil_mode count_include_pad")

    @maps(f"nn.functional.avg_pool{axes}d")
    def call(
        x: Any,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:
        size, pads = _tuple(kernel_size, axes), _tuple(padding, axes)
        steps = size if stride is None or len(_tuple(stride, axes)) == 0 else _tuple(stride, axes)
        numbers = promoted(x)
        if divisor_override is not None:
            counts = _windows(x, size, steps, pads, (1,) * axes, bool(ceil_mode))
            found = F.sum_windows(numbers, counts, kernel_size=size, stride=steps, padding=pads) / divisor_override
        else:
            size, steps, pads = (value if axes > 1 else value[0] for value in (size, steps, pads))
            found = pool(numbers, size, steps, pads, bool(ceil_mode), count_include_pad)
        return found if x.dtype.is_floating else F.trunc(found).astype(x.dtype)


for _axes in (1, 2, 3):
    _average_pooling(_axes)


@maps("nn.functional.pad", "constant_pad_nd")
def pad(x: Any, widths: Any, mode: Any = "constant", value: float = 0) -> Any:
    """Pairs from the last axis to the first."""
    if not isinstance(mode, str):
        mode, value = "constant", mode
    pairs = [widths[i : i + 2] for i in range(len(widths) - 2, -1, -2)]
    flat = [0, 0] * (x.ndim - len(pairs)) + [width for pair in pairs for width in pair]
    if x.dtype == "bool":
        return F.pad(x.astype("int64"), flat, mode, value=int(value)).astype("bool")
    return F.pad(x, flat, mode, value=value if x.dtype.is_floating else int(value))


@maps("nn.functional.instance_norm")
def instance_norm(x: Any, *, weight: Any = None, bias: Any = None, eps: float = 1e-5, **_: Any) -> Any:
    return F.instance_norm(x, weight, bias=bias, eps=eps)


@maps("nn.functional.batch_norm")
def batch_norm(
    x: Any,
    mean: Any,
    var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    return F.batch_norm(
        x, mean, running_var=var, weight=weight, bias=bias, training=training, momentum=momentum, eps=eps
    )


def _statistics(x: Any, axes: Any, eps: float, keepdims: bool) -> list[Any]:
    """The mean and one by the standard deviation."""
    deviation = F.sqrt(F.var(x, axes, keepdims=keepdims) + eps)
    return [F.mean(x, axes, keepdims=keepdims), 1 / deviation]


@maps("native_layer_norm")
def native_layer_norm(x: Any, shape: Any, weight: Any, bias: Any, eps: float) -> list[Any]:
    found = F.layer_norm(x, normalized_shape=tuple(shape), weight=weight, bias=bias, eps=eps)
    return [found, *_statistics(x, list(range(x.ndim - len(shape), x.ndim)), eps, True)]


@maps("native_group_norm")
def native_group_norm(x: Any, weight: Any, bias: Any, n: int, c: int, inner: int, groups: int, eps: float) -> list[Any]:
    found = F.group_norm(x, num_groups=groups, weight=weight, bias=bias, eps=eps)
    return [found, *_statistics(F.reshape(x, (n, groups, c // groups * inner)), 2, eps, False)]


@maps("native_batch_norm")
def native_batch_norm(
    x: Any, weight: Any, bias: Any, mean: Any, var: Any, training: bool, momentum: float, eps: float
) -> list[Any]:
    axes = [axis for axis in range(x.ndim) if axis != 1]
    saved = _statistics(x, axes, eps, False) if training else [F.zeros((0,), dtype=x.dtype)] * 2
    return [batch_norm(x, mean, var, weight, bias, training, momentum, eps), *saved]


@maps("nn.functional.one_hot")
def one_hot(x: Any, num_classes: int = -1) -> Any:
    return F.one_hot(x, int(F.max(x).item()) + 1 if num_classes == -1 else num_classes).astype("int64")


@maps("nn.functional.embedding_bag")
def embedding_bag(weight: Any, indices: Any, offsets: Any = None, **options: Any) -> Any:
    if offsets is not None:
        raise NotImplementedError("bags of several sizes")
    return F.embedding_bag(indices, weight, **{key: value for key, value in options.items() if value is not None})


@maps("native_dropout_backward")
def dropout_backward(grad: Any, mask: Any, scale: float) -> Any:
    return promoted(grad) * mask.astype("float64" if not grad.dtype.is_floating else grad.dtype) * scale


@maps("nn.functional.interpolate")
def interpolate(
    x: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
) -> Any:
    options = {
        "mode": mode.replace("-", "_"),
        "align_corners": align_corners,
        "recompute_scale_factor": recompute_scale_factor,
    }
    if scale_factor is not None and not isinstance(scale_factor, (list, tuple)):
        scale_factor = [scale_factor] * (x.ndim - 2)
    options |= {"size": size, "scale_factor": scale_factor}
    return F.interpolate(x, **{key: value for key, value in options.items() if value is not None})


maps("nn.functional.upsample_nearest")(lambda x, **size: interpolate(x, mode="nearest", **size))
maps("nn.functional.upsample_bilinear")(lambda x, **size: interpolate(x, mode="bilinear", align_corners=True, **size))


@maps("nn.functional.grid_sample")
def grid_sample(x: Any, grid: Any, mode: str, padding_mode: str, align_corners: bool) -> Any:
    if mode == "bicubic" and x.ndim == 5:
        raise NotImplementedError("volumes sampled by cubic functions")
    return F.grid_sample(x, grid, mode=mode, padding_mode=padding_mode, align_corners=align_corners)


@maps("grid_sampler_2d")
def grid_sampler_2d(x: Any, grid: Any, mode: int, padding: int, align_corners: bool) -> Any:
    modes, paddings = ("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection")
    return grid_sample(x, grid, modes[mode], paddings[padding], align_corners)


def _unpooling(axes: int) -> None:
    @maps(f"nn.functional.max_unpool{axes}d")
    def call(x: Any, indices: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None):
        sizes = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "output_size": output_size}
        sizes = {key: _tuple(value, axes)[-axes:] for key, value in sizes.items() if value not in (None, [], ())}
        planes = F.reshape(indices, (-1, math.prod(indices.shape[-axes:]))).tolist()
        if x.requires_grad and any(len(set(plane)) < len(plane) for plane in planes):
            raise NotImplementedError("each of several elements for one place has the whole gradient in PyTorch")
        return getattr(F, f"max_unpool{axes}d")(
            x, indices, **{key: value if axes > 1 else value[0] for key, value in sizes.items()}
        )


for _axes in (1, 2, 3):
    _unpooling(_axes)


@maps("nn.functional.scaled_dot_product_attention")
def attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    is_causal: bool = False,
    dropout_p: float = 0,
    enable_gqa: bool = False,
) -> Any:
    attend = F.scaled_dot_product_attention
    if dropout_p:
        raise NotImplementedError("the pack holds one draw of random numbers")
    mask = {} if attn_mask is None else {"mask": attn_mask}
    return attend(query, key, value, is_causal=is_causal, enable_gqa=enable_gqa, **mask)


@maps("nn.functional.bilinear")
def bilinear(input1: Any, input2: Any, weight: Any, bias: Any = None) -> Any:
    if "int" not in str(input1.dtype):
        return F.bilinear(input1, input2, weight, bias)
    given = [None if x is None else x.astype("float64") for x in (input1, input2, weight, bias)]
    return F.bilinear(*given).astype(input1.dtype)
