#include <cmath>

#include "core/ops/images.h"

namespace mixgrad {

FunctionBuilder& images(FunctionBuilder& f, const char* name) {
  return f.reference(std::string("torchvision 0.2x, torchvision.transforms.functional.") + name)
      .in_namespace("vision")
      .tensor("img", "Images, of numbers from 0 to 1.", "floating", "[..., C, H, W]");
}

FunctionBuilder& recoloured(FunctionBuilder& f, const char* errors, Body body, ShapeRule rule) {
  return f.output("out", "The images. float16 and bfloat16 compute in float32.", "as img", "[..., C, H, W]")
      .error("shape", errors)
      .shape(rule)
      .composed(body);
}

void check_images(Infer& infer, int least) {
  if (infer.rank(0) >= least) return;
  throw infer.error(ErrorCode::kShape, 0, "the images have too few axes")
      .given(infer.shape(0).text())
      .accepted(least == 3 ? "[..., C, H, W]" : "[..., H, W]");
}

void same_images(Infer& infer) {
  check_images(infer, 3);
  infer.output(infer.dtype(0), infer.shape(0));
}

void check_colours(Infer& infer) {
  check_images(infer, 3);
  if (infer.shape(0)[infer.rank(0) - 3] != 3)
    throw infer.error(ErrorCode::kShape, 0, "the images must have the channels red, green and blue")
        .given(infer.shape(0).text())
        .accepted("[..., 3, H, W]");
}

void three_channels(Infer& infer) {
  check_colours(infer);
  infer.output(infer.dtype(0), infer.shape(0));
}

void check_pixels(Infer& infer) {
  check_images(infer, 2);
  const Shape& shape = infer.shape(0);
  if (shape[shape.rank() - 2] == 0 || shape[shape.rank() - 1] == 0)
    throw infer.error(ErrorCode::kShape, 0, "the images have no elements").given(shape.text());
}

void check_list(Infer& infer, int i, size_t one, size_t other) {
  const ValueList& list = infer.list(i);
  const std::string& name = infer.function().arguments[static_cast<size_t>(i)].name;
  if (list.size() != one && list.size() != other) {
    std::string accepted = std::to_string(one);
    if (other != one) accepted += " or " + std::to_string(other);
    throw infer.error(ErrorCode::kValue, i, "argument " + name_mark(name) + " has another number of numbers")
        .given(std::to_string(list.size()))
        .accepted(accepted);
  }
  for (const Value& v : list) {
    if (!std::isfinite(v.as_float()))
      throw infer.error(ErrorCode::kValue, i, "argument " + name_mark(name) + " has a number that is not finite")
          .given(std::to_string(v.as_float()));
  }
}

Tensor wide_images(Context& c, const Tensor& x) {
  return as_dtype(c, x, item_bytes(x.dtype()) < 4 ? DType::kFloat32 : x.dtype());
}

Type resize_mode() {
  return types::enumeration("ResizeMode",
                            {{"nearest", 0, "The element at the place, rounded down."},
                             {"nearest_exact", 1, "The element whose middle is nearest to the middle of the new one."},
                             {"bilinear", 2, "The four neighbours, by their distances."},
                             {"bicubic", 3, "The 16 neighbours, by a cubic function of their distances."}});
}

FunctionBuilder& drawn(FunctionBuilder& f, const char* name) {
  return f.reference(std::string("torchvision 0.2x, torchvision.transforms.") + name)
      .in_namespace("vision")
      .tensor("img", "Images. All get the same.", "floating", "[..., C, H, W]")
      .trait("random");
}

FunctionBuilder& image_generator(FunctionBuilder& f) {
  return f.attribute("generator", types::optional(types::generator), Value::null(),
                     "Where the random numbers come from; the context's generator if it is left out.");
}

Tensor fractions(Invocation& call, int64_t n) {
  return op<"uniform">(call.context, Value(Shape{n}), Value(0.0), Value(1.0), Value(DType::kFloat32),
                       call[call.function.generator]);
}

Tensor between(Context& c, const Tensor& fractions, int64_t i, double low, double high) {
  Tensor u = as_dtype(c, slice_of(c, fractions, 0, i, i + 1), DType::kFloat64);
  return plus(c, Value(low), times(c, u, Value(high - low)));
}

}  // namespace mixgrad
