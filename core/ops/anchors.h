// What detectors do with boxes that lie on a grid.
#pragma once

#include <vector>

#include "core/ops/boxes.h"

namespace mixgrad {

// The middles of places along the two axes of a grid: start + step * i.
struct GridLines {
  int64_t count;
  double start, step;
};
// Corners around each place, [rows * columns * boxes, 4] of float64: `around` has four numbers for each box, from the
// middle.
Tensor anchors_at(Context& c, const GridLines& rows, const GridLines& columns, const std::vector<double>& around);

// Four deviations that box_encode takes, for each of the differences.
FunctionBuilder& variances(FunctionBuilder& f);
void check_variances(Infer& infer, int i);
// An error unless the list has between one and `most` numbers, which are finite and more than 0.
void check_positive(Infer& infer, int i, size_t least, size_t most);

// Elements of x, [N, M, ...], by positions [N, K] along axis 1.
Tensor rows_at(Context& c, const Tensor& x, const Tensor& positions);
// For each list of boxes [M, 4] of [N, M, 4] whether a box stays (nms_mask); groups may be missing.
Tensor kept_of_each(Context& c, const Tensor& boxes, const Tensor& scores, const Tensor& groups,
                    const Value& iou_threshold);
DType wide_dtype(DType dtype);  // float16 and bfloat16 compute in float32
Tensor minus_infinity_unless(Context& c, const Tensor& condition, const Tensor& x);

}  // namespace mixgrad
