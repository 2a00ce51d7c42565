// What is found among the elements of a tensor, as much as there is: sizes that only the elements tell.
#pragma once

#include <vector>

#include "core/runtime/thread_pool.h"
#include "core/tensor/tensor.h"

namespace mixgrad {

// For each axis the positions of the elements that are not zero, in row-major order. At least one axis.
std::vector<Tensor> nonzero_cpu(const Tensor& x, const CancelFlag* cancel);

struct UniqueElements {
  Tensor values;   // in rising order; a NaN is behind all numbers and equals nothing
  Tensor indices;  // where each is first, in x's row-major order
  Tensor inverse;  // of x's shape: which of the values each element is
  Tensor counts;   // how often each is there
};
UniqueElements unique_cpu(const Tensor& x);

}  // namespace mixgrad
