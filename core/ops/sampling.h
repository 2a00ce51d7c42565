// Places along the axes of an image from which elements are taken, with weights: what grid_sample is made of.
#pragma once

#include <vector>

#include "core/ops/losses.h"

namespace mixgrad {

// Elements along one axis: positions of int64 that are inside it, and what they count.
struct Tap {
  Tensor place, weight;
};
using Taps = std::vector<Tap>;

enum class Padding { kZeros, kBorder, kReflection };
enum class Interpolation { kBilinear, kNearest, kBicubic };

struct Sampling {
  Interpolation mode = Interpolation::kBilinear;
  Padding padding = Padding::kZeros;
  bool align_corners = false;
};

// `at` counts elements: 0 is the middle of the first. A NaN has no elements with weights other than 0.
Taps taps_along(Context& c, const Tensor& at, int64_t size, const Sampling& how);
// Sums over all combinations. x is [N, C, ...]; taps[i], of shape [N, P], belong to its axis i + 2. Gives [N, C, P].
Tensor sampled(Context& c, const Tensor& x, const std::vector<Taps>& taps);

}  // namespace mixgrad
