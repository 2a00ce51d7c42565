#include <algorithm>
#include <limits>

#include "core/ops/convolution.h"

namespace mixgrad {

namespace {
constexpr int64_t kLargest = std::numeric_limits<int32_t>::max();  // of a step, a gap, a padding
}

Shape window_sizes(Infer& infer, int i, int axes, int64_t least) {
  Shape sizes = infer.sizes(i);
  const std::string name = name_mark(infer.function().arguments[i].name);
  if (sizes.rank() != axes) {
    throw infer.error(ErrorCode::kValue, i, name + " must have one number for each axis that windows move along")
        .given(std::to_string(sizes.rank()))
        .accepted(std::to_string(axes));
  }
  for (int64_t size : sizes) {
    if (size >= least && size <= kLargest) continue;
    throw infer.error(ErrorCode::kValue, i, name + " is out of range")
        .given(std::to_string(size))
        .accepted(std::to_string(least) + " to " + std::to_string(kLargest));
  }
  return sizes;
}

__int128 reach_of(int64_t kernel, int64_t dilation) { return static_cast<__int128>(kernel - 1) * dilation + 1; }

int64_t addressable(Infer& infer, int argument, __int128 size) {
  if (size <= std::numeric_limits<int64_t>::max()) return static_cast<int64_t>(size);
  throw infer.error(ErrorCode::kOutOfMemory, argument, "a tensor of this size can not be addressed");
}

void check_images(Infer& infer, int i, int axes, const char* accepted) {
  if (infer.rank(i) == axes || infer.rank(i) + 1 == axes) return;
  throw infer
      .error(ErrorCode::kShape, i,
             name_mark(infer.function().arguments[i].name) + " must have " + std::to_string(axes) +
                 " axes, or one less without that of the examples")
      .given(infer.shape(i).text())
      .accepted(accepted);
}

void images_batching(Batching& b, int image_axes) {
  ValueList given;
  for (int i = 0; i < static_cast<int>(b.function.arguments.size()); ++i) {
    if (i > 0 && b.has(i) && b.batched(i)) return b.each();
    given.push_back(b.has(i) ? Value(b.tensor(i)) : b.plain(i));
  }
  const Shape& shape = b.tensor(0).shape();
  bool merged = shape.rank() > image_axes;  // it has an axis of examples of its own
  if (merged) {
    Shape together{shape[0] * shape[1]};
    for (int i = 2; i < shape.rank(); ++i) together.push_back(shape[i]);
    given[0] = Value(op<"reshape">(b.context, b.tensor(0), Value(together)));
  }
  Results made;
  invoke(b.context, b.function, given, made);
  Shape apart{b.size};
  for (int64_t size : b.example_shape()) apart.push_back(size);
  b.result(as_shape(b.context, made.tensor(), apart));
}

Tensor convolution_like(Context& c, const Tensor& x, const Tensor& weight, const Moves& m, const Shape& like) {
  Tensor out = convolution(c, m.axes(), x, weight, Value(), m.stride, m.padding, m.dilation, m.groups);
  for (int i = out.rank() - m.axes(); i < out.rank(); ++i) {
    if (out.shape()[i] != like[i]) out = slice_of(c, out, i, 0, like[i]);
  }
  return out;
}

Tensor transposed_convolution_like(Context& c, const Tensor& x, const Tensor& weight, const Moves& m,
                                   const Shape& like) {
  Shape stride = m.stride.as_shape(), padding = m.padding.as_shape(), dilation = m.dilation.as_shape(), rest;
  for (int i = 0; i < m.axes(); ++i) {
    int axis = x.rank() - m.axes() + i;
    int64_t reach = dilation[i] * (weight.shape()[i + 2] - 1) + 1;
    rest.push_back(like[axis] + 2 * padding[i] - (x.shape()[axis] - 1) * stride[i] - reach);
  }
  return transposed_convolution(c, m.axes(), x, weight, Value(), m.stride, m.padding, Value(rest), m.groups,
                                m.dilation);
}

void set_bias(Backward& b, int i, int axes) {
  const Tensor& g = b.grad();
  Shape others;
  for (int axis = 0; axis < g.rank(); ++axis) {
    if (axis != g.rank() - axes - 1) others.push_back(axis);
  }
  b.set(i, as_dtype(b.context, op<"sum">(b.context, g, Value(others)), b.dtype(i)));
}

}  // namespace mixgrad
