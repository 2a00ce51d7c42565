// Orthonormal rows or columns of random numbers, by Gram and Schmidt's method.
#include <cmath>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/pair_fold.h"
#include "core/kernels/kernel.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

// In eight lanes, so that the order of the sum is the same for every instruction set.
double product(const double* a, const double* b, int64_t n) {
  double lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int l = 0; l < 8; ++l) lanes[l] += a[i + l] * b[i + l];
  }
  for (; i < n; ++i) lanes[i % 8] += a[i] * b[i];
  return sum_of_lanes(lanes, 8);
}

// Makes `count` vectors of n elements orthonormal, each with regard to those before. A second pass takes away what
// rounding left in the first.
void orthonormalize(double* vectors, int64_t count, int64_t n, const CancelFlag* cancel) {
  for (int64_t v = 0; v < count; ++v) {
    if (cancel && cancel->load(std::memory_order_relaxed)) throw Error(ErrorCode::kCancelled, "cancelled");
    double* own = vectors + v * n;
    for (int pass = 0; pass < 2; ++pass) {
      for (const double* other = vectors; other < own; other += n) {
        double share = product(own, other, n);
        for (int64_t i = 0; i < n; ++i) own[i] -= share * other[i];
      }
    }
    double length = std::sqrt(product(own, own, n));
    for (int64_t i = 0; i < n; ++i) own[i] /= length;
  }
}

}  // namespace

// [shape]: normal numbers of float64, of which the columns, or the rows if those are fewer, are made orthonormal.
MIXGRAD_KERNEL(orthogonal, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  int64_t rows = output.shape()[0], columns = output.elements() / rows;
  Tensor matrix = Tensor::empty(DType::kFloat64, Shape{rows, columns});
  Value standard[3] = {Value(matrix.shape()), Value(0.0), Value(1.0)};
  KernelCall normal = call;
  normal.arguments = standard;
  normal.outputs = {&matrix, 1};
  find_kernel("normal", DeviceType::kCpu)(normal);
  bool tall = rows >= columns;
  Tensor across = matrix.window(Shape{columns, rows}, Strides{1, columns}, matrix.impl()->offset);
  Tensor vectors = tall ? contiguous(across) : matrix;
  orthonormalize(vectors.data<double>(), std::min(rows, columns), std::max(rows, columns), call.cancel);
  if (tall) copy_cpu(vectors, across);
  copy_cpu(matrix.window(output.shape(), row_major(output.shape()), matrix.impl()->offset), output);
}

}  // namespace mixgrad
