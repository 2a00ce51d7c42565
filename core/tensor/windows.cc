#include "core/tensor/windows.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace mixgrad {

bool is_disjoint(const Shape& shape, const Strides& strides) {
  std::array<std::pair<int64_t, int64_t>, kMaxRank> axes;  // stride, size
  auto end = axes.begin();
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] == 0) return true;
    if (shape[i] > 1) *end++ = {std::abs(strides[i]), shape[i]};
  }
  std::sort(axes.begin(), end);
  int64_t reach = 0;
  for (auto axis = axes.begin(); axis != end; ++axis) {
    if (axis->first <= reach) return false;
    reach += axis->first * (axis->second - 1);
  }
  return true;
}

}  // namespace mixgrad
