// Images at the places of a grid in one pass, for where nobody records the steps of grid_sample. The bits are those of
// the steps.
#pragma once

#include "core/tensor/tensor.h"

namespace mixgrad {

struct GridSampling {
  bool nearest;  // else bilinear
  bool border;   // else zeros outside
  bool align_corners;
};

// x is [N, C, H, W] with H and W positive and at most kMostPlaces of them, grid [N, h, w, 2], out a row-major
// [N, C, h, w]; all of them float32 or float64.
inline constexpr int64_t kMostPlaces = (int64_t{1} << 31) - 1;
void grid_sample_cpu(const Tensor& x, const Tensor& grid, const GridSampling& how, const Tensor& out);

}  // namespace mixgrad
