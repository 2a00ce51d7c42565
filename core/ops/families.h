// What the schemas of a family of functions have in common.
#pragma once

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

// One operand; the result has its shape and dtype.
FunctionBuilder& unary(FunctionBuilder& f, const char* reference, const char* dtypes = "numeric");
// Results are fractions: integers and booleans are converted to float32 first.
FunctionBuilder& floating_unary(FunctionBuilder& f, const char* reference);
// Two operands, either of which may be a plain number; results are fractions.
FunctionBuilder& floating_binary(FunctionBuilder& f, const char* reference);
// Of one tensor (0) along axes (1), which stay with size 1 (2) or are missing in the result.
FunctionBuilder& reduction(FunctionBuilder& f, const char* reference, const char* dtypes, const char* out_dtype);
Shape shape_of_result(Infer& infer);
// Integers are added and multiplied in 64 bits.
DType sum_dtype(DType own);
// The attribute dtype of sums and products, numbered `argument` once it is added.
FunctionBuilder& sum_dtype_attribute(FunctionBuilder& f);
DType sum_dtype(Infer& infer, int argument);
// The float type in which float16 and bfloat16 are computed; integers are computed in float32.
DType wide_dtype_of(DType dtype);
// For programs of several steps: float16 and bfloat16 are computed in float32 and rounded once.
DType wide_result(Infer& infer);
// The gradient of such a function's operand, in the operand's dtype.
void set_floating(Backward& b, const Tensor& gradient);
// 1 where the sign of register `x` is negative, of a zero too; NaN counts as positive.
uint8_t is_negative(Program& p, uint8_t x);

}  // namespace mixgrad
