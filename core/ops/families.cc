#include "core/ops/families.h"

namespace mixgrad {

FunctionBuilder& unary(FunctionBuilder& f, const char* reference, const char* dtypes) {
  return f.reference(reference)
      .tensor("x", "Operand.", dtypes)
      .output("out", "The result, of x's shape and dtype.", "as x", "[...]")
      .method_of_tensor();
}

FunctionBuilder& floating_unary(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "Operand. Integers compute in float32.", "numeric")
      .output("out", "The result, of x's shape; x's dtype if that is floating, else float32.", "floating(x)", "[...]")
      .result_dtype(floating_result)
      .method_of_tensor();
}

DType wide_result(Infer& infer) {
  DType dtype = floating_result(infer);
  return item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
}

void set_floating(Backward& b, const Tensor& gradient) { b.set(0, as_dtype(b.context, gradient, b.dtype(0))); }

}  // namespace mixgrad
