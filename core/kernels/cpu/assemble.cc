// Kernels that make tensors of others or of numbers: concat, as_strided_scatter, full, arange, eye.
#include <cstring>

#include "core/kernels/cpu/convert.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

// [tensors, axis]
MIXGRAD_KERNEL(concat, kCpu) {
  const Tensor& output = call.outputs[0];
  int axis = static_cast<int>(call.arguments[1].as_int());
  int64_t start = 0;
  for (const Value& v : call.arguments[0].as_list()) {
    Tensor part = v.as_tensor();
    copy_cpu(part,
             output.window(part.shape(), output.strides(), output.impl()->offset + start * output.strides()[axis]));
    start += part.shape()[axis];
  }
}

// [base, value, shape, strides, offset]: the window is one of the base in row-major layout.
MIXGRAD_KERNEL(as_strided_scatter, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor result = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  copy_cpu(call.tensor(0), result);
  Shape shape = call.arguments[2].as_shape();
  Tensor window =
      result.window(shape, call.arguments[3].as_shape(), result.impl()->offset + call.arguments[4].as_int());
  copy_cpu(call.tensor(1), window);
  if (!result.same(output)) copy_cpu(result, output);
}

// [shape, value]
MIXGRAD_KERNEL(full, kCpu) {
  const Tensor& output = call.outputs[0];
  const Value& value = call.arguments[1];
  if (value.is_tensor()) return copy_cpu(value.as_tensor(), output);
  Tensor number = Tensor::empty(output.dtype(), Shape{});
  store_number(value, output.dtype(), number.data());
  copy_cpu(number, output);
}

// [start, stop, step]: start + i * step, in int64 if both are whole numbers, else in float64. Without a stop the first
// argument is the stop, and the numbers start at 0.
MIXGRAD_KERNEL(arange, kCpu) {
  const Tensor& output = call.outputs[0];
  Value start = call.has(1) ? call.arguments[0] : Value(int64_t{0});  // one bound alone is the end
  const Value& step = call.arguments[2];
  int64_t n = output.elements();
  bool whole = !start.is(Kind::kFloat) && !step.is(Kind::kFloat);
  DType type = whole ? DType::kInt64 : DType::kFloat64;
  Tensor result = output.dtype() == type && output.is_contiguous() ? output : Tensor::empty(type, output.shape());
  if (whole) {
    uint64_t first = static_cast<uint64_t>(start.as_int()), by = static_cast<uint64_t>(step.as_int());
    for (int64_t i = 0; i < n; ++i) result.data<uint64_t>()[i] = first + static_cast<uint64_t>(i) * by;
  } else {
    for (int64_t i = 0; i < n; ++i)
      result.data<double>()[i] = start.as_float() + static_cast<double>(i) * step.as_float();
  }
  if (!result.same(output)) copy_cpu(result, output);
}

// [n_rows, n_cols, k]: ones on diagonal k, above the main one if positive.
MIXGRAD_KERNEL(eye, kCpu) {
  const Tensor& output = call.outputs[0];
  copy_cpu(Tensor::scalar(output.dtype(), 0), output);
  int64_t k = call.arguments.size() > 2 && call.has(2) ? call.arguments[2].as_int() : 0;
  int64_t rows = output.shape()[0], columns = output.shape()[1];
  if (k <= -rows || k >= columns) return;
  int64_t row = std::max<int64_t>(0, -k), column = std::max<int64_t>(0, k), n = std::min(rows - row, columns - column);
  const Strides& s = output.strides();
  copy_cpu(Tensor::scalar(output.dtype(), 1),
           output.window(Shape{n}, Strides{s[0] + s[1]}, output.impl()->offset + row * s[0] + column * s[1]));
}

}  // namespace mixgrad
