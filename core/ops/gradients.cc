#include "core/ops/gradients.h"

namespace mixgrad {

void set_broadcast(Backward& b, int i, const Tensor& gradient) {
  const Shape& to = b.shape(i);
  Tensor g = gradient;
  if (!(g.shape() == to)) {
    Shape axes;
    int added = g.rank() - to.rank();
    for (int axis = 0; axis < g.rank(); ++axis) {
      if (axis < added || (to[axis - added] == 1 && g.shape()[axis] != 1)) axes.push_back(axis);
    }
    if (axes.rank() > 0) g = op<"sum">(b.context, g, axes, false);
  }
  b.set(i, as_dtype(b.context, as_shape(b.context, g, to), b.dtype(i)));
}

Tensor as_dtype(Context& context, const Tensor& x, DType dtype) {
  return x.dtype() == dtype ? x : op<"astype">(context, x, dtype);
}
Tensor as_shape(Context& context, const Tensor& x, const Shape& shape) {
  return x.shape() == shape ? x : op<"reshape">(context, x, shape);
}
Tensor full_of(Context& context, double value, DType dtype, const Shape& shape) {
  return op<"full">(context, Value(shape), Value(value), Value(dtype));
}
Tensor zeros_of(Context& context, const TensorSpec& spec) { return full_of(context, 0, spec.dtype, spec.shape); }

Tensor slice_of(Context& context, const Tensor& x, int axis, int64_t start, int64_t stop) {
  ValueList subscript(axis, Value::slice(Value(), Value(), Value()));
  subscript.push_back(Value::slice(Value(start), Value(stop), Value()));
  return op<"getitem">(context, x, Value(std::move(subscript)));
}

Tensor transposed(Context& context, const Tensor& x) {
  Shape order;
  for (int i = 0; i + 2 < x.rank(); ++i) order.push_back(i);
  order.push_back(x.rank() - 1);
  order.push_back(x.rank() - 2);
  return op<"permute_dims">(context, x, order);
}

}  // namespace mixgrad
