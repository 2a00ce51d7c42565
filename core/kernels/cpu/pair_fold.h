// Folds a sequence in pairs, level by level, an odd last value carried, while it arrives: a stack holds one value a
// level.
#pragma once

#include <cstdint>

namespace mixgrad {

inline constexpr int64_t kReduceLanes = 32;
inline constexpr int64_t kReduceChunk = 1024;
inline constexpr int64_t kReduceColumns = 64;               // columns reduced together
inline constexpr int64_t kReduceBlock = 64 * kReduceChunk;  // a whole subtree of the fold: what one task takes

// The sum of n lanes, a power of two, as a tree: the upper half onto the lower, until one is left. Overwrites them.
template <class T>
T sum_of_lanes(T* lanes, int64_t n) {
  for (int64_t half = n / 2; half > 0; half /= 2) {
    for (int64_t k = 0; k < half; ++k) lanes[k] += lanes[k + half];
  }
  return lanes[0];
}

template <class T>
class PairFold {
 public:
  template <class F>
  void add(T value, F combine) {
    for (int64_t n = ++count_; n % 2 == 0; n /= 2) value = combine(stack_[--depth_], value);
    stack_[depth_++] = value;
  }
  template <class F>
  T finish(F combine) {  // at least one value
    T value = stack_[--depth_];
    while (depth_ > 0) value = combine(stack_[--depth_], value);
    return value;
  }

 private:
  T stack_[64];
  int depth_ = 0;
  int64_t count_ = 0;
};

}  // namespace mixgrad
