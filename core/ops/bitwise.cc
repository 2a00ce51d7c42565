// Logic on the bits of integers and on booleans.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
template <Instruction I>
FunctionBuilder& bitwise(FunctionBuilder& f, const char* reference, const char* dtypes = "integer_or_bool") {
  return f.reference(reference)
      .tensor_or_number(
          "x1", std::string("First operand, of an integer dtype") + (I < Instruction::kShiftLeft ? " or bool." : "."),
          dtypes)
      .tensor_or_number("x2", "Second operand; its shape broadcasts with the first's.", dtypes)
      .output("out", "The result, of the operands' promoted dtype and broadcast shape.", "promoted(x1, x2)",
              "broadcast(x1, x2)")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor()
      .elementwise(binary_instruction<I>)
      .no_gradient("integers");
}
}  // namespace

MIXGRAD_FUNCTION(bitwise_and) {
  bitwise<Instruction::kBitwiseAnd>(f, "Python Array API standard 2024.12, bitwise_and")
      .summary("Bits that are set in both operands.")
      .description("For booleans the same as logical_and.")
      .math("out_i = x1_i \\wedge x2_i")
      .example(R"(
        expect bitwise_and(astype(tensor([6, 5]), int32), 3) = [2, 1]
      )");
}

MIXGRAD_FUNCTION(bitwise_or) {
  bitwise<Instruction::kBitwiseOr>(f, "Python Array API standard 2024.12, bitwise_or")
      .summary("Bits that are set in one operand or both.")
      .description("For booleans the same as logical_or.")
      .math("out_i = x1_i \\vee x2_i")
      .example(R"(
        expect bitwise_or(astype(tensor([6, 5]), int32), 3) = [7, 7]
      )");
}

MIXGRAD_FUNCTION(bitwise_xor) {
  bitwise<Instruction::kBitwiseXor>(f, "Python Array API standard 2024.12, bitwise_xor")
      .summary("Bits that are set in exactly one operand.")
      .description("For booleans the same as logical_xor.")
      .math("out_i = x1_i \\oplus x2_i")
      .example(R"(
        expect bitwise_xor(astype(tensor([6, 5]), int32), 3) = [5, 6]
      )");
}

MIXGRAD_FUNCTION(bitwise_left_shift) {
  bitwise<Instruction::kShiftLeft>(f, "Python Array API standard 2024.12, bitwise_left_shift", "integer")
      .summary("Moves bits to the left; zeros come in on the right.")
      .description("A product with a power of two, which wraps around. By as many bits as there are, or more, gives 0.")
      .math("out_i = x1_i \\cdot 2^{x2_i}")
      .example(R"(
        expect bitwise_left_shift(astype(tensor([1, 5]), int32), 2) = [4, 20]
      )");
}

MIXGRAD_FUNCTION(bitwise_right_shift) {
  bitwise<Instruction::kShiftRight>(f, "Python Array API standard 2024.12, bitwise_right_shift", "integer")
      .summary("Moves bits to the right; the sign comes in on the left.")
      .description(
          "A quotient by a power of two, rounded down. By as many bits as there are, or more, gives 0, or -1 of a "
          "negative number.")
      .math("out_i = \\lfloor x1_i / 2^{x2_i} \\rfloor")
      .example(R"(
        expect bitwise_right_shift(astype(tensor([4, -5]), int32), 1) = [2, -3]
      )");
}

MIXGRAD_FUNCTION(bitwise_invert) {
  f.summary("Every bit the other way round.")
      .description("For booleans the same as logical_not.")
      .math("out_i = \\neg x_i")
      .reference("Python Array API standard 2024.12, bitwise_invert")
      .alias("bitwise_not")
      .tensor("x", "Operand, of an integer dtype or bool.", "integer_or_bool")
      .output("out", "The result, of x's shape and dtype.", "as x", "[...]")
      .method_of_tensor()
      .elementwise([](Program& p) {
        uint8_t x = p.input(0);
        p.add(p.compute == DType::kBool ? Instruction::kLogicalNot : Instruction::kBitwiseNot, x);
      })
      .no_gradient("integers")
      .example(R"(
        expect bitwise_invert(astype(tensor([0, 5]), int32)) = [-1, -6]
      )");
}

}  // namespace mixgrad
