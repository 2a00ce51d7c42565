#include <cmath>
#include <limits>

#include "core/ops/anchors.h"

namespace mixgrad {

namespace {

Tensor middles(Context& c, const GridLines& lines, const Shape& shape) {
  Tensor at = as_dtype(c, op<"arange">(c, whole(0), Value(lines.count)), DType::kFloat64);
  return as_shape(c, plus(c, times(c, at, Value(lines.step)), Value(lines.start)), shape);
}

}  // namespace

Tensor anchors_at(Context& c, const GridLines& rows, const GridLines& columns, const std::vector<double>& around) {
  auto boxes = static_cast<int64_t>(around.size() / 4);
  ValueList numbers;
  for (double number : around) numbers.push_back(Value(full_of(c, number, DType::kFloat64, Shape{1})));
  Tensor from = as_shape(c, op<"concat">(c, Value(std::move(numbers)), whole(0)), Shape{1, 1, boxes, 2, 2});
  Shape grid{rows.count, columns.count, 1, 1, 1};
  Tensor x = op<"broadcast_to">(c, middles(c, columns, Shape{1, columns.count, 1, 1, 1}), Value(grid));
  Tensor y = op<"broadcast_to">(c, middles(c, rows, Shape{rows.count, 1, 1, 1, 1}), Value(grid));
  Tensor middle = op<"concat">(c, Value(ValueList{Value(x), Value(y)}), whole(4));
  return as_shape(c, plus(c, middle, from), Shape{rows.count * columns.count * boxes, 4});
}

FunctionBuilder& variances(FunctionBuilder& f) {
  ValueList usual{Value(0.1), Value(0.1), Value(0.2), Value(0.2)};
  return f.attribute("variances", types::list(types::floating), Value(std::move(usual)),
                     "What the four differences between boxes and anchors are over: the stds of box_encode.");
}

void check_variances(Infer& infer, int i) { check_positive(infer, i, 4, 4); }

void check_positive(Infer& infer, int i, size_t least, size_t most) {
  const ValueList& list = infer.list(i);
  if (list.size() < least || list.size() > most)
    throw infer.error(ErrorCode::kValue, i, "the list has another number of numbers")
        .given(std::to_string(list.size()))
        .accepted(least == most ? std::to_string(least) : std::to_string(least) + " or more");
  for (const Value& v : list) {
    if (!(v.as_float() > 0 && std::isfinite(v.as_float())))
      throw infer.error(ErrorCode::kValue, i, "a number is not finite and more than 0")
          .given(std::to_string(v.as_float()));
  }
}

Tensor rows_at(Context& c, const Tensor& x, const Tensor& positions) {
  Shape shape = positions.shape();
  while (shape.rank() < x.rank()) shape.push_back(1);
  return op<"take_along_axis">(c, x, as_shape(c, positions, shape), whole(1));
}

Tensor kept_of_each(Context& c, const Tensor& boxes, const Tensor& scores, const Tensor& groups,
                    const Value& iou_threshold) {
  const Shape& shape = scores.shape();
  if (shape[0] == 0) return op<"full">(c, Value(shape), Value(false), Value(DType::kBool));
  auto one = [&](const Tensor& x, int64_t i, const Shape& of) { return as_shape(c, slice_of(c, x, 0, i, i + 1), of); };
  ValueList kept;
  for (int64_t i = 0; i < shape[0]; ++i) {
    Value group = groups ? Value(one(groups, i, Shape{shape[1]})) : Value::null();
    kept.push_back(Value(
        op<"nms_mask">(c, one(boxes, i, Shape{shape[1], 4}), one(scores, i, Shape{shape[1]}), group, iou_threshold)));
  }
  return op<"stack">(c, Value(std::move(kept)), whole(0));
}

DType wide_dtype(DType dtype) { return item_bytes(dtype) < 4 ? DType::kFloat32 : dtype; }

Tensor minus_infinity_unless(Context& c, const Tensor& condition, const Tensor& x) {
  return op<"where">(c, condition, x, Value(-std::numeric_limits<double>::infinity()));
}

}  // namespace mixgrad
