#include <cstring>

#include "core/kernels/cpu/class_numbers.h"
#include "core/kernels/cpu/layout.h"

namespace mixgrad {

// [x, num_classes]: a one at each class number's place along a last axis.
MIXGRAD_KERNEL(one_hot, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor x = contiguous(call.tensor(0), DType::kInt64);
  int64_t classes = call.arguments[1].as_int(), n = x.elements();
  const int64_t* given = x.data<int64_t>();
  int64_t* to = output.data<int64_t>();
  if (n * classes > 0) std::memset(to, 0, static_cast<size_t>(n * classes) * sizeof *to);
  for (int64_t i = 0; i < n; ++i) {
    if (given[i] < 0 || given[i] >= classes) bad_class("x", x.shape(), i, given[i], classes);
    to[i * classes + given[i]] = 1;
  }
}

}  // namespace mixgrad
