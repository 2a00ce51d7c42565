// What the schemas and bodies of pooling have in common.
#pragma once

#include "core/kernels/windows.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

// The beginning of a schema: x with at least `axes` axes, along whose last ones windows move.
FunctionBuilder& pooling(FunctionBuilder& f, const char* name, int axes);
// A number for each axis, or one for all: one number alone where there is one axis.
Type one_for_each_axis(int axes);
Value same_for_each_axis(int axes, int64_t number);
Shape numbers_of(const Value& one_or_several);
const char* axes_text(int axes);  // "the last axis", "the last two axes", …
std::string pooled_text(int axes, const char* each);
// The outputs of a function that also says where the elements were.
FunctionBuilder& values_and_indices(FunctionBuilder& f, int axes);
void give_both(Invocation& call, const Results& found);

// The sizes of the last axes.
Shape last_axes_of(const Shape& shape, int axes);
// [..., n]: the last axes as one; an error if so many elements could not be addressed.
Shape merged_last_axes(const Shape& shape, int axes);
Shape with_last_axes(const Shape& shape, const Shape& last);
// Errors unless x has the axes, each with elements.
void check_axes(Infer& infer, int axes);

// The sums of windows divided by the numbers of their elements. `count` is that number where it is the same for all,
// else 0: then it is that of the elements of `counted` (the sizes of the axes, with or without padding).
Tensor means_of_windows(Context& c, const Tensor& x, const Shape& out, const Value& kernel, const Value& stride,
                        const Value& padding, int64_t count, const Shape& counted, const Value& counted_padding);

}  // namespace mixgrad
