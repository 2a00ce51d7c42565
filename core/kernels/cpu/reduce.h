// Reductions of floats in the engine's order, over memory that the callers have brought into shape.
#pragma once

#include <cstdint>

#include "core/tensor/dtype.h"

namespace mixgrad {

enum class Reduction : uint8_t { kSum, kProduct, kMaximum, kMinimum };

// out[o * inner + i] = the reduction over r of x[o * outer_stride + r * stride + i]; inner elements lie side by side.
// With inner = 1 either stride or outer_stride must be 1. float32 or float64; length > 0. Parallel.
void reduce_floats(Reduction reduction, DType dtype, const void* x, int64_t outer, int64_t outer_stride, int64_t length,
                   int64_t stride, int64_t inner, void* out);

// Serial parts of it: one contiguous row; up to kReduceColumns columns.
double reduce_row(Reduction reduction, const double* x, int64_t n);
float reduce_row(Reduction reduction, const float* x, int64_t n);

}  // namespace mixgrad
