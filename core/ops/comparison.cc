// Comparisons and logic: element by element, with boolean results.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
DType bool_result(Infer&) { return DType::kBool; }
DType promoted_operands(Infer& infer) { return infer.promoted(0, infer.function().inputs); }

template <Instruction I>
FunctionBuilder& comparison(FunctionBuilder& f, const char* reference, const char* dtypes) {
  return f.reference(reference)
      .description(
          "The operands are compared in their promoted dtype. A comparison with NaN is false, and not_equal to it is "
          "true.")
      .tensor_or_number("x1", "First operand.", dtypes)
      .tensor_or_number("x2", "Second operand; its shape broadcasts with the first's.", dtypes)
      .output("out", "True where the comparison holds, of the operands' broadcast shape.", "bool", "broadcast(x1, x2)")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor()
      .result_dtype(bool_result)
      .compute_dtype(promoted_operands)
      .elementwise(binary_instruction<I>)
      .no_gradient("piecewise constant");
}

template <Instruction I>
FunctionBuilder& logical(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .description("Elements of other types than bool count as true where they are not zero.")
      .tensor_or_number("x1", "First operand.")
      .tensor_or_number("x2", "Second operand; its shape broadcasts with the first's.")
      .output("out", "The result, of the operands' broadcast shape.", "bool", "broadcast(x1, x2)")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor()
      .result_dtype(bool_result)
      .elementwise(binary_instruction<I>)
      .no_gradient("piecewise constant");
}
}  // namespace

MIXGRAD_FUNCTION(equal) {
  comparison<Instruction::kEqual>(f, "Python Array API standard 2024.12, equal", "any")
      .summary("Tells where two tensors are equal, element by element.")
      .language_operator("==")
      .example(R"(
        expect equal(tensor([1, 2, 3]), tensor([1, 0, 3])) = [true, false, true]
      )");
}
MIXGRAD_FUNCTION(not_equal) {
  comparison<Instruction::kNotEqual>(f, "Python Array API standard 2024.12, not_equal", "any")
      .summary("Tells where two tensors differ, element by element.")
      .language_operator("!=")
      .example(R"(
        expect not_equal(tensor([1, 2, 3]), 2) = [true, false, true]
      )");
}
MIXGRAD_FUNCTION(less) {
  comparison<Instruction::kLess>(f, "Python Array API standard 2024.12, less", "numeric")
      .summary("Tells where the first tensor is smaller than the second, element by element.")
      .language_operator("<")
      .example(R"(
        expect less(tensor([1, 2, 3]), 2) = [true, false, false]
      )");
}
MIXGRAD_FUNCTION(less_equal) {
  comparison<Instruction::kLessEqual>(f, "Python Array API standard 2024.12, less_equal", "numeric")
      .summary("Tells where the first tensor is smaller than or equal to the second, element by element.")
      .language_operator("<=")
      .example(R"(
        expect less_equal(tensor([1, 2, 3]), 2) = [true, true, false]
      )");
}
MIXGRAD_FUNCTION(greater) {
  comparison<Instruction::kGreater>(f, "Python Array API standard 2024.12, greater", "numeric")
      .summary("Tells where the first tensor is larger than the second, element by element.")
      .language_operator(">")
      .example(R"(
        expect greater(tensor([1, 2, 3]), 2) = [false, false, true]
      )");
}
MIXGRAD_FUNCTION(greater_equal) {
  comparison<Instruction::kGreaterEqual>(f, "Python Array API standard 2024.12, greater_equal", "numeric")
      .summary("Tells where the first tensor is larger than or equal to the second, element by element.")
      .language_operator(">=")
      .example(R"(
        expect greater_equal(tensor([1, 2, 3]), 2) = [false, true, true]
      )");
}

MIXGRAD_FUNCTION(logical_and) {
  logical<Instruction::kLogicalAnd>(f, "Python Array API standard 2024.12, logical_and")
      .summary("Tells where both tensors are true, element by element.")
      .example(R"(
        expect logical_and(tensor([1, 1, 0]), tensor([1, 0, 0])) = [true, false, false]
      )");
}
MIXGRAD_FUNCTION(logical_or) {
  logical<Instruction::kLogicalOr>(f, "Python Array API standard 2024.12, logical_or")
      .summary("Tells where at least one of two tensors is true, element by element.")
      .example(R"(
        expect logical_or(tensor([1, 1, 0]), tensor([1, 0, 0])) = [true, true, false]
      )");
}
MIXGRAD_FUNCTION(logical_xor) {
  logical<Instruction::kLogicalXor>(f, "Python Array API standard 2024.12, logical_xor")
      .summary("Tells where exactly one of two tensors is true, element by element.")
      .example(R"(
        expect logical_xor(tensor([1, 1, 0]), tensor([1, 0, 0])) = [false, true, false]
      )");
}
MIXGRAD_FUNCTION(logical_not) {
  f.summary("Tells where a tensor is false, element by element.")
      .description("Elements of other types than bool count as true where they are not zero.")
      .reference("Python Array API standard 2024.12, logical_not")
      .tensor("x", "Operand.")
      .output("out", "The result, of x's shape.", "bool", "[...]")
      .method_of_tensor()
      .result_dtype(bool_result)
      .elementwise(unary_instruction<Instruction::kLogicalNot>)
      .no_gradient("piecewise constant")
      .example(R"(
        expect logical_not(tensor([1, 0, 2])) = [false, true, false]
      )");
}

}  // namespace mixgrad
