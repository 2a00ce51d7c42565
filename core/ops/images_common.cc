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

Tensor wide_images(Context& c, const Tensor& x) {
  return as_dtype(c, x, item_bytes(x.dtype()) < 4 ? DType::kFloat32 : x.dtype());
}

}  // namespace mixgrad
