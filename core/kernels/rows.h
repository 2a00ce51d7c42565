// Bodies of operators that are made of steps, in one pass over rows that lie side by side, for where nobody records the
// steps. The bits are those of the steps.
#pragma once

#include "core/tensor/tensor.h"

namespace mixgrad {

// The gradient of softmax, or of its logarithm, whose result was y, over rows of n elements.
void softmax_gradient_rows_cpu(const Tensor& grad, const Tensor& y, int64_t n, bool logarithm, const Tensor& out);

}  // namespace mixgrad
