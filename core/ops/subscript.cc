#include "core/ops/subscript.h"

#include "core/dispatch/slice.h"

namespace mixgrad {

namespace {

int64_t position_of(const Infer& infer, int argument, int64_t index, int axis, int64_t size) {
  if (index >= -size && index < size) return index < 0 ? index + size : index;
  std::string shown = index < 0 ? std::to_string(index) : number_mark(index);
  throw infer
      .error(ErrorCode::kIndex, argument,
             "index " + shown + " lies outside axis " + number_mark(axis) + ", which has " + std::to_string(size) +
                 " elements")
      .given(shown)
      .accepted(size == 0 ? std::string("none") : number_mark(0) + " to " + number_mark(size - 1));
}

}  // namespace

SubscriptWindow subscript_window(const Infer& infer, int argument, const ValueList& items, const Shape& shape,
                                 const Strides& strides, int64_t offset) {
  int named = 0, ellipses = 0;
  for (const Value& item : items) {
    if (item.is(Kind::kInt) || item.is(Kind::kSlice))
      ++named;
    else if (item.is(Kind::kEllipsis))
      ++ellipses;
    else if (!item.is(Kind::kNewAxis)) {
      throw infer.error(ErrorCode::kType, argument, "a subscript is made of integers, slices, an ellipsis and new axes")
          .given(kind_name(item.kind()));
    }
  }
  if (ellipses > 1)
    throw infer.error(ErrorCode::kValue, argument, "a subscript may hold one ellipsis").given(std::to_string(ellipses));
  if (named > shape.rank()) {
    throw infer.error(
        ErrorCode::kIndex, argument,
        "the subscript names " + std::to_string(named) + " axes of a tensor that has " + std::to_string(shape.rank()));
  }
  SubscriptWindow w;
  w.offset = offset;
  int axis = 0;
  auto keep = [&](int count) {
    for (; count > 0; --count, ++axis) {
      w.shape.push_back(shape[axis]);
      w.strides.push_back(strides[axis]);
    }
  };
  for (const Value& item : items) {
    if (item.is(Kind::kEllipsis)) {
      keep(shape.rank() - named);
    } else if (item.is(Kind::kNewAxis)) {
      w.shape.push_back(1);
      w.strides.push_back(0);
    } else if (item.is(Kind::kInt)) {
      w.offset += position_of(infer, argument, item.as_int(), axis, shape[axis]) * strides[axis];
      ++axis;
    } else {
      check_slice(item, infer.function().arguments[argument].name);
      SliceSpan span = slice_span(item, shape[axis]);
      if (span.count > 0) w.offset += span.start * strides[axis];
      w.shape.push_back(span.count);
      w.strides.push_back(span.count > 1 ? strides[axis] * span.step : strides[axis]);
      ++axis;
    }
  }
  keep(shape.rank() - axis);
  return w;
}

}  // namespace mixgrad
