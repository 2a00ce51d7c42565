// What functions of images have in common: floating numbers from 0 to 1, [..., C, H, W].
#pragma once

#include "core/ops/losses.h"

namespace mixgrad {

// The beginning of a schema.
FunctionBuilder& images(FunctionBuilder& f, const char* name);
// The end of one whose result has the images' shape.
FunctionBuilder& recoloured(FunctionBuilder& f, const char* errors, Body body, ShapeRule rule);
// Errors unless there are `least` axes.
void check_images(Infer& infer, int least);
void check_colours(Infer& infer);  // likewise unless there are three channels
void same_images(Infer& infer);    // of at least three axes
void three_channels(Infer& infer);

// In the dtype that computes: float16 and bfloat16 in float32.
Tensor wide_images(Context& c, const Tensor& x);

}  // namespace mixgrad
