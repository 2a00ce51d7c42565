// Which elements of an axis each element of a resampled one is made of, and with what weights. A sparse matrix, whose
// transpose is the gradient.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/tensor/tensor.h"

namespace mixgrad {

enum class ResampleMode { kNearest, kNearestExact, kLinear, kCubic };

struct Resampling {
  ResampleMode mode = ResampleMode::kNearest;
  bool align_corners = false, antialias = false;
  std::optional<double> scale;  // how far elements of the result are apart; else what the sizes say
};

// Row j adds weight[k] times element column[k], k from first[j] to first[j + 1].
struct SparseRows {
  std::vector<int64_t> first{0}, column;
  std::vector<double> weight;
  int64_t rows() const { return static_cast<int64_t>(first.size()) - 1; }
  void add(int64_t at, double w) {  // without a weight no part: 0 times infinity is NaN
    if (w != 0) column.push_back(at), weight.push_back(w);
  }
  void close() { first.push_back(static_cast<int64_t>(column.size())); }
  SparseRows transposed(int64_t columns) const;  // columns in rising order
};

// From an axis of `size` elements, at least one if there are any in the result, to one of `count`.
SparseRows resampling_rows(const Resampling& how, int64_t size, int64_t count);

// The last axes of x resampled at once, where each element is one of the others as it is: the bits of the axes
// resampled one after the other, for where nobody records these steps. `out` is row-major, of x's dtype.
void take_nearest_cpu(const Tensor& x, const std::vector<SparseRows>& axes, const Tensor& out);

}  // namespace mixgrad
