"""Which function of mixgrad an operator of MXNet is, and the calls whose arguments differ."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from opinfo.registry import Functions, is_tensor

F: Any = Functions()
Operator = Callable[..., Any]
OPERATORS: dict[str, Operator] = {}

UNARY = """
abs arccos:acos arccosh:acosh arcsin:asin arcsinh:asinh arctan:atan arctanh:atanh cbrt ceil cos cosh erf erfinv exp expm1
fix:trunc floor gammaln:lgamma log log10 log1p log2 negative rcbrt reciprocal relu rint:round rsqrt sigmoid sign sin sinh
sqrt square tan tanh trunc round degrees radians bitwise_not:bitwise_invert zeros_like ones_like nonzero:argwhere
"""
BINARY = """
add subtract multiply true_divide:divide mod:remainder hypot copysign arctan2:atan2 bitwise_and bitwise_or bitwise_xor lcm
matmul minus:subtract mul:multiply div:divide maximum minimum
"""
# Old operators answer comparisons with numbers of the operands' type.
COMPARISONS = """
equal not_equal greater greater_equal lesser:less lesser_equal:less_equal logical_and logical_or logical_xor
"""
SCALARS = """
add subtract multiply true_divide:divide mod:remainder Plus:add Minus:subtract Mul:multiply Div:divide
"""
SCALAR_COMPARISONS = """
Equal:equal NotEqual:not_equal Greater:greater GreaterEqual:greater_equal Lesser:less LesserEqual:less_equal
"""


def pairs(table: str) -> list[tuple[str, str]]:
    return [(name.split(":")[0], name.split(":")[-1]) for name in table.split()]


def maps(*names: str) -> Callable[[Operator], Operator]:
    def enter(operator: Operator) -> Operator:
        OPERATORS.update(dict.fromkeys(names, operator))
        return operator

    return enter


def carry_out(call: dict[str, Any], inputs: list[Any]) -> list[Any]:
    if call["op"] not in OPERATORS:
        raise NotImplementedError(call["op"])
    attributes = {name: read(text) for name, text in call["attrs"].items() if name not in ("ctx", "cudnn_off")}
    found = OPERATORS[call["op"]](*inputs, **attributes)
    outputs = list(found) if isinstance(found, (list, tuple)) else [found]
    if call["np"] or call["op"] == "_contrib_allclose":
        return outputs
    return [old_style(output, inputs[0].dtype if inputs else None, call["np_shape"]) for output in outputs]


def read(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return float(text) if text in ("inf", "-inf", "nan") else text


def old_style(output: Any, kind: Any, scalars: bool) -> Any:
    """Without NumPy's semantics there are no booleans, and no tensors without axes."""
    if kind is not None and is_tensor(output) and output.dtype == "bool":
        output = output.astype(kind)
    return output.reshape(1) if not scalars and is_tensor(output) and output.ndim == 0 else output


def _named(name: str) -> Operator:
    return lambda *tensors: getattr(F, name)(*tensors)


def _scalar(name: str, turned: bool) -> Operator:
    def operator(x: Any, scalar: float, **_: Any) -> Any:
        if not x.dtype.is_floating and float(scalar).is_integer():
            scalar = int(scalar)
        return getattr(F, name)(scalar, x) if turned else getattr(F, name)(x, scalar)

    return operator


for _name, _ours in pairs(UNARY):
    maps(_name, f"_npi_{_name}", f"_np_{_name}", f"_npx_{_name}")(_named(_ours))
for _name, _ours in pairs(BINARY):
    maps(f"_npi_{_name}", f"broadcast_{_name}")(_named(_ours))
for _name, _ours in pairs(COMPARISONS):
    maps(f"_npi_{_name}", f"broadcast_{_name}")(_named(_ours))
for _name, _ours in pairs(SCALARS):
    maps(f"_npi_{_name}_scalar", f"_{_name}Scalar")(_scalar(_ours, turned=False))
    maps(f"_npi_r{_name}_scalar", f"_R{_name}Scalar")(_scalar(_ours, turned=True))
for _name, _ours in pairs(SCALAR_COMPARISONS):
    maps(f"_{_name}Scalar")(_scalar(_ours, turned=False))

maps("logical_not", "_npi_logical_not")(lambda x: F.logical_not(x))
maps("degrees", "_npi_degrees")(lambda x: x * (180 / 3.141592653589793))
maps("radians", "_npi_radians")(lambda x: x * (3.141592653589793 / 180))
maps("_npi_ldexp")(lambda x, exponent: (x * F.pow(2.0, exponent.astype("float32"))).astype(x.dtype))
maps("broadcast_div")(lambda x, other: F.divide(x, other).astype(x.dtype))  # of whole numbers a whole number
maps("cast_storage")(lambda x, **_: x)
maps("ElementWiseSum")(lambda x, *others: sum(others, x))

from . import arrays, reductions  # noqa: F401 — they enter their operators
