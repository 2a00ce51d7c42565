// What a subscript selects, as a window: integers, slices, an ellipsis and new axes, counted from 0.
#pragma once

#include "core/context/infer.h"

namespace mixgrad {

struct SubscriptWindow {
  Shape shape;
  Strides strides;
  int64_t offset = 0;
};

// Of a tensor of this shape and these strides, from `offset` on. `infer` and `argument` name the function in errors.
SubscriptWindow subscript_window(const Infer& infer, int argument, const ValueList& items, const Shape& shape,
                                 const Strides& strides, int64_t offset);

}  // namespace mixgrad
