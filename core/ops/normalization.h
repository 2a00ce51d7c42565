// What the schemas and bodies of normalisations have in common.
#pragma once

#include "core/ops/losses.h"

namespace mixgrad {

// x, and the optional weight and bias with a shape of their own.
FunctionBuilder& scaled_normalization(FunctionBuilder& f, const char* name, const char* x_shape, const char* shape);
// The result has x's shape and the promoted dtype of x, weight and bias.
FunctionBuilder& normalized_output(FunctionBuilder& f);

// A normalisation at work: inputs in the dtype in which it is computed (float16 and bfloat16 in float32), the result
// rounded once.
class Normalization {
 public:
  explicit Normalization(Invocation& call);

  Context& c;
  Tensor input(const char* name) const;
  bool has(const char* name) const;
  double number(const char* name) const;
  DType wide() const { return wide_; }
  // Times the weight and plus the bias, if they are there, each as this shape.
  Tensor scaled(Tensor x, const Shape& shape) const;
  void result(const Tensor& x) const { call_.result(as_dtype(c, x, dtype_)); }

 private:
  int place(const char* name) const { return call_.function.find_argument(name); }
  Invocation& call_;
  DType dtype_, wide_;
};

// The promoted dtype of x, weight and bias.
DType normalized_dtype(const Infer& infer);
// An error unless the input, if it is there, has this shape.
void check_shape(Infer& infer, const char* name, const Shape& shape);
// [1, C, 1, …] for a tensor of this rank.
Shape channel_shape(int64_t channels, int rank);

}  // namespace mixgrad
