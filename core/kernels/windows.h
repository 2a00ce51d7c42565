// Windows that move along an axis: which elements each one holds. Shape rules and kernels count them the same way.
#pragma once

#include <algorithm>
#include <cstdint>

namespace mixgrad {

struct AxisWindows {
  int64_t size = 1, count = 1;  // of the axis, and of the windows
  // Window j holds elements j stride - padding + k dilation, k < kernel, as far as there are such. A kernel of 0 stands
  // for windows that cut the axis into parts of nearly one size, which overlap where they must.
  int64_t kernel = 1, stride = 1, padding = 0, dilation = 1;

  int64_t first(int64_t j) const {
    if (kernel == 0) return j * size / count;
    int64_t start = j * stride - padding;
    return start >= 0 ? start : start + (-start + dilation - 1) / dilation * dilation;
  }
  int64_t last(int64_t j) const {  // behind the last one
    if (kernel == 0) return ((j + 1) * size + count - 1) / count;
    return std::min(size, j * stride - padding + (kernel - 1) * dilation + 1);
  }
  bool is_empty(int64_t j) const { return first(j) >= last(j); }

  // So many of the first windows tell whether any is empty of those that begin before the first element. One that ends
  // before it is the first window, if any is. A dilation larger than the axis may step over it: then windows hold at
  // most the element `first`, which moves by the stride modulo the dilation. That leaves the axis within as many steps
  // as it has elements, or comes back to where it was within twice as many.
  int64_t telling() const {
    int64_t before = std::min(count, (padding + stride - 1) / stride);
    bool steps_over = size < dilation && stride % dilation != 0;
    return std::min(before, steps_over ? 2 * size + 2 : 1);
  }
};

}  // namespace mixgrad
