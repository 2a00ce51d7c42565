"""Operators that are one function here: by the same name, by another name, with the arguments in another order."""

from .registry import by_name

UNARY = """
abs acos acosh asin asinh atan atanh ceil cos cosh erf erfc erfinv digamma lgamma exp exp2 expm1 floor frac isfinite isinf isnan
log log10 log1p log2 logical_not positive reciprocal rsqrt sigmoid sign signbit sin sinc sinh sqrt tan tanh trunc
argwhere i0 trace logdet
"""
BINARY = """
bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign floor_divide heaviside hypot
gcd lcm logaddexp logical_and logical_or logical_xor nextafter remainder fmod xlogy igamma igammac
outer matmul kron
"""
NN_UNARY = "hardsigmoid hardswish logsigmoid mish relu relu6 selu silu softsign tanhshrink"

by_name("\n".join(f"{name}: {name} x" for name in UNARY.split()))
by_name("\n".join(f"{name}: {name} x1 x2" for name in BINARY.split()))
by_name("\n".join(f"nn.functional.{name}: {name} x" for name in NN_UNARY.split()))

by_name("""
bitwise_not: bitwise_invert x
ne: not_equal x1 x2
eq: equal x1 x2
ge: greater_equal x1 x2
gt: greater x1 x2
le: less_equal x1 x2
lt: less x1 x2
neg: negative x
sgn: sign x
clone: copy x
mul: multiply x1 x2
true_divide: divide x1 x2
pow: pow x1 x2
lerp: lerp x1 x2 weight
where: where x1 condition x2
isclose: isclose x1 x2 rtol atol equal_nan
nan_to_num: nan_to_num x nan posinf neginf
bmm: matmul x1 x2
dot: vecdot x1 x2
mm: matmul x1 x2
mv: matmul x1 x2
vdot: vecdot x1 x2
cross: cross x1 x2 axis
linalg.cross: cross x1 x2 axis
linalg.vecdot: vecdot x1 x2 axis
argmax: argmax x axis keepdims
argmin: argmin x axis keepdims
argsort: argsort x axis descending stable
mode: mode x axis keepdims
cummax: cummax x axis
cummin: cummin x axis
logcumsumexp: logcumsumexp x axis
cumprod: cumulative_prod x axis dtype
cumsum: cumulative_sum x axis dtype
flip: flip x axis
transpose: swapaxes x axis1 axis2
unbind: unstack x axis
unsqueeze: expand_dims x axis
cat: concat tensors axis
stack: stack tensors axis
tril: tril x k
triu: triu x k
corrcoef: corrcoef x
linalg.multi_dot: multi_dot tensors
nn.functional.channel_shuffle: channel_shuffle x groups
nn.functional.conv_transpose1d: conv_transpose1d input weight bias stride padding output_padding groups dilation
nn.functional.conv_transpose2d: conv_transpose2d input weight bias stride padding output_padding groups dilation
nn.functional.conv_transpose3d: conv_transpose3d input weight bias stride padding output_padding groups dilation
nn.functional.celu: celu x alpha
nn.functional.elu: elu x alpha
nn.functional.gelu: gelu x approximate
nn.functional.glu: glu x axis
nn.functional.hardshrink: hardshrink x lambd
nn.functional.hardtanh: hardtanh x min_value max_value
nn.functional.leaky_relu: leaky_relu x negative_slope
nn.functional.softplus: softplus x beta threshold
nn.functional.softshrink: softshrink x lambd
nn.functional.threshold: threshold x threshold value
nn.functional.embedding: embedding weight indices padding_idx
nn.functional.group_norm: group_norm x num_groups weight bias eps
nn.functional.layer_norm: layer_norm x normalized_shape weight bias eps
nn.functional.rms_norm: rms_norm x normalized_shape weight eps
nn.functional.local_response_norm: local_response_norm x size alpha beta k
nn.functional.normalize: normalize x p axis eps
nn.functional.cosine_similarity: cosine_similarity x1 x2 axis eps
nn.functional.pairwise_distance: pairwise_distance x1 x2 p eps
nn.functional.pixel_shuffle: pixel_shuffle x upscale_factor
nn.functional.pixel_unshuffle: pixel_unshuffle x downscale_factor
nn.functional.unfold: unfold input kernel_size dilation padding stride
nn.functional.pdist: pdist x p
""")
