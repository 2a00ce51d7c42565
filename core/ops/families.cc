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

FunctionBuilder& floating_binary(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor_or_number("x1", "First operand. Integers compute in float32.", "numeric")
      .tensor_or_number("x2", "Second operand; its shape broadcasts with the first's.", "numeric")
      .output("out",
              "The result, of the operands' broadcast shape; the promoted dtype if that is floating, else float32.",
              "floating(promoted(x1, x2))", "broadcast(x1, x2)")
      .error("shape", "the shapes do not broadcast")
      .result_dtype(floating_result)
      .method_of_tensor();
}

FunctionBuilder& reduction(FunctionBuilder& f, const char* reference, const char* dtypes, const char* out_dtype) {
  return f.reference(reference)
      .tensor("x", "The tensor.", dtypes)
      .attribute("axis", types::axes, Value::null(), "The axis or axes to reduce; all of them if it is left out.")
      .attribute("keepdims", types::boolean, false, "Whether the reduced axes stay, with size 1.")
      .output("out", "x without the reduced axes.", out_dtype, "[...]")
      .trait("reduction")
      .batching("reduction")
      .error("index", "x has no such axis")
      .method_of_tensor();
}

Shape shape_of_result(Infer& infer) { return reduced_shape(infer.shape(0), infer.sizes(1), infer.flag(2)); }

DType sum_dtype(DType own) {
  return is_floating(own) ? own : is_unsigned_integer(own) ? DType::kUInt64 : DType::kInt64;
}

FunctionBuilder& sum_dtype_attribute(FunctionBuilder& f) {
  return f
      .attribute(
          "dtype", types::optional(types::dtype), Value::null(),
          "Element type of the result, to which x is converted first; x's if it is left out, but int64 or uint64 "
          "for integers.")
      .error("dtype", "dtype is bool");
}

DType sum_dtype(Infer& infer, int argument) {
  DType dtype = infer.has(argument) ? infer.argument(argument).as_dtype() : sum_dtype(infer.dtype(0));
  if (dtype != DType::kBool) return dtype;
  throw infer.error(ErrorCode::kDType, argument, "booleans have no sums and products")
      .given("bool")
      .accepted("numeric");
}

DType wide_dtype_of(DType dtype) {
  DType floating = floating_dtype(dtype);
  return item_bytes(floating) < 4 ? DType::kFloat32 : floating;
}

DType wide_result(Infer& infer) { return wide_dtype_of(floating_result(infer)); }

void set_floating(Backward& b, const Tensor& gradient) { b.set(0, as_dtype(b.context, gradient, b.dtype(0))); }

uint8_t is_negative(Program& p, uint8_t x) {
  uint8_t zero = p.constant(0), below = p.add(Instruction::kLess, x, zero);
  if (!is_floating(p.compute)) return below;
  uint8_t one = p.constant(1), inverse = p.add(Instruction::kDivide, one, x);
  uint8_t infinite = p.add(Instruction::kLess, inverse, zero), nothing = p.add(Instruction::kEqual, x, zero);
  return p.add(Instruction::kSelect, nothing, infinite, below);
}

}  // namespace mixgrad
