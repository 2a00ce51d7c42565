// Helpers that many gradient rules and composed functions share.
#pragma once

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"

namespace mixgrad {

// The reverse of broadcasting: sums `gradient` down to the shape and dtype of input `i`, and sets it.
void set_broadcast(Backward& b, int i, const Tensor& gradient);
Tensor as_dtype(Context& context, const Tensor& x, DType dtype);         // x itself if it has the dtype
Tensor as_shape(Context& context, const Tensor& x, const Shape& shape);  // likewise
Tensor full_of(Context& context, double value, DType dtype, const Shape& shape);
Tensor zeros_of(Context& context, const TensorSpec& spec);
Tensor slice_of(Context& context, const Tensor& x, int axis, int64_t start, int64_t stop);  // a view
Tensor transposed(Context& context, const Tensor& x);                                       // the last two axes; a view

// What elementwise programs of one and two inputs look like.
template <Instruction I>
void unary_instruction(Program& p) {
  p.add(I, p.input(0));
}
template <Instruction I>
void binary_instruction(Program& p) {
  uint8_t a = p.input(0), b = p.input(1);
  p.add(I, a, b);
}
// Functions whose results are fractions: integers give float32.
inline DType floating_result(Infer& infer) { return floating_dtype(infer.promoted(0, infer.function().inputs)); }

}  // namespace mixgrad
