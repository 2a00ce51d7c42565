// Bodies of operators that are made of steps, in one pass over rows that lie side by side, for where nobody records the
// steps. The bits are those of the steps.
#pragma once

#include "core/tensor/tensor.h"

namespace mixgrad {

// (x - mean) / sqrt(variance + eps) over rows of n > 1 elements, or, not centred, x / sqrt(mean square + eps); then
// times a weight and plus a bias, if they are there.
struct Standardization {
  int64_t n;
  bool centred;
  double eps;
  Tensor weight, bias;  // one number for each element of a row; or, with runs, for each run of elements,
  int64_t run = 0;      // counted on over the rows, from the start again when they are used up
};
// All tensors are of one dtype that computes, float32 or float64.
void standardize_rows_cpu(const Tensor& x, const Standardization& how, const Tensor& out);

// The gradient of softmax, or of its logarithm, whose result was y, over rows of n elements.
void softmax_gradient_rows_cpu(const Tensor& grad, const Tensor& y, int64_t n, bool logarithm, const Tensor& out);

}  // namespace mixgrad
