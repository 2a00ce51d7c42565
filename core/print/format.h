// Tensors as text in NumPy's layout.
#pragma once

#include <string>

#include "core/tensor/tensor.h"

namespace mixgrad {

struct PrintOptions {
  int64_t threshold = 1000;  // with more elements, only the edges are shown
  int64_t edge_items = 3;    // at each end of an axis
  int precision = 4;         // digits behind the point, or of a mantissa
  int64_t line_width = 75;
  int64_t indent = 0;  // of every line but the first, for a caller's "tensor("
};

// Brackets, aligned columns, lines of at most line_width where numbers allow it. dtype and shape are the caller's to
// add.
std::string tensor_text(const Tensor& tensor, const PrintOptions& options = {});

}  // namespace mixgrad
