// An image whose channels are sampled at the same places.
#pragma once

#include <cstdint>

namespace mixgrad {

template <class T>
struct SampledImage {
  const T* data;
  int64_t channels, height, width;
  int64_t points;  // of a channel of the result
};

}  // namespace mixgrad
