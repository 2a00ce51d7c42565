// Random tensors: what they hold and how they lie in memory.
#pragma once

#include "core/tensor/tensor.h"
#include "test/fuzz/core/random.h"

namespace mixgrad::fuzz {

enum class Contents {
  kPlain,     // small numbers
  kUnit,      // between 0 and 1
  kPlaces,    // whole numbers from 0 up, as indices are
  kExtremes,  // infinities, NaN, the largest and the smallest
};
Contents random_contents(Random& random);

Tensor random_tensor(Random& random, DType dtype, const Shape& shape, Contents contents);
// The same elements, transposed, in every second place, backwards or inside of a larger tensor; or other elements where
// several share one place.
Tensor in_random_layout(Random& random, const Tensor& tensor);
// A row-major tensor of its own with the same elements.
Tensor flat_copy(const Tensor& tensor);

}  // namespace mixgrad::fuzz
