// What the schemas of a family of functions have in common.
#pragma once

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

// One operand; the result has its shape and dtype.
FunctionBuilder& unary(FunctionBuilder& f, const char* reference, const char* dtypes = "numeric");
// Results are fractions: integers and booleans are converted to float32 first.
FunctionBuilder& floating_unary(FunctionBuilder& f, const char* reference);
// For programs of several steps: float16 and bfloat16 are computed in float32 and rounded once.
DType wide_result(Infer& infer);
// The gradient of such a function's operand, in the operand's dtype.
void set_floating(Backward& b, const Tensor& gradient);

}  // namespace mixgrad
