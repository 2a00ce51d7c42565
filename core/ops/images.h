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

// Errors unless the images have rows and columns: places in them are asked for.
void check_pixels(Infer& infer);
// Errors unless the list that is argument `i` has one of two lengths, or numbers that are not finite.
void check_list(Infer& infer, int i, size_t one, size_t other);

// In the dtype that computes: float16 and bfloat16 in float32.
Tensor wide_images(Context& c, const Tensor& x);

// Colours moved by a factor, a number or a tensor of one, and around the colour circle.
Tensor brightened(Context& c, const Tensor& x, const Value& factor);
Tensor contrasted(Context& c, const Tensor& x, const Value& factor);
Tensor saturated(Context& c, const Tensor& x, const Value& factor);
Tensor turned_hue(Context& c, const Tensor& x, const Value& circles);
void one_or_three(Infer& infer);  // channels; the result has the images' shape

Type resize_mode();

// The beginning of a random function's schema, and its last attribute.
FunctionBuilder& drawn(FunctionBuilder& f, const char* name);
FunctionBuilder& image_generator(FunctionBuilder& f);
// n numbers from 0 to 1, from the generator that is the argument `generator`.
Tensor fractions(Invocation& call, int64_t n);
// Of such numbers the one at `i`, between two others; in float64.
Tensor between(Context& c, const Tensor& fractions, int64_t i, double low, double high);

}  // namespace mixgrad
