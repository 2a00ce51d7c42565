#include "core/ops/normalization.h"

namespace mixgrad {

FunctionBuilder& scaled_normalization(FunctionBuilder& f, const char* name, const char* x_shape, const char* shape) {
  std::string each = shape;
  return f.reference(std::string("PyTorch 2.x, torch.nn.functional.") + name)
      .in_namespace("nn")
      .tensor("x", "The tensor. float16 and bfloat16 compute in float32.", "floating", x_shape)
      .optional_tensor("weight", "What the normalised elements are multiplied by, " + each + "; 1 if it is left out.",
                       "floating", shape)
      .optional_tensor("bias", "What is added then, " + each + "; 0 if it is left out.", "floating", shape);
}

FunctionBuilder& normalized_output(FunctionBuilder& f) {
  return f.output("out", "The result, of x's shape.", "promoted(x, weight, bias)", "[...]");
}

DType normalized_dtype(const Infer& infer) {
  DType dtype = infer.dtype(0);
  for (const char* name : {"weight", "bias"}) {
    int i = infer.function().find_argument(name);
    if (i >= 0 && infer.has(i)) dtype = promote(dtype, infer.dtype(i));
  }
  return dtype;
}

Normalization::Normalization(Invocation& call) : c(call.context), call_(call) {
  dtype_ = normalized_dtype(Infer(call.function, call.arguments));
  wide_ = item_bytes(dtype_) < 4 ? DType::kFloat32 : dtype_;
}

Tensor Normalization::input(const char* name) const { return as_dtype(c, call_.tensor(place(name)), wide_); }
bool Normalization::has(const char* name) const { return call_.has(place(name)); }
double Normalization::number(const char* name) const { return call_[place(name)].as_float(); }

Tensor Normalization::scaled(Tensor x, const Shape& shape) const {
  if (has("weight")) x = times(c, x, as_shape(c, input("weight"), shape));
  if (place("bias") >= 0 && has("bias")) x = plus(c, x, as_shape(c, input("bias"), shape));
  return x;
}

void check_shape(Infer& infer, const char* name, const Shape& shape) {
  int i = infer.function().find_argument(name);
  if (i < 0 || !infer.has(i) || infer.shape(i) == shape) return;
  throw infer.error(ErrorCode::kShape, i, "argument " + name_mark(name) + " has another shape than it needs to have")
      .given(infer.shape(i).text())
      .accepted(shape.text());
}

Shape channel_shape(int64_t channels, int rank) {
  Shape shape;
  for (int i = 0; i < rank; ++i) shape.push_back(i == 1 ? channels : 1);
  return shape;
}

}  // namespace mixgrad
