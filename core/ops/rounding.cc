// Rounding to whole numbers, and what kind of number an element is.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
template <Instruction I>
FunctionBuilder& rounding(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "Operand. Integers stay as they are.", "numeric")
      .output("out", "Whole numbers, of x's shape and dtype.", "as x", "[...]")
      .method_of_tensor()
      .elementwise(unary_instruction<I>)
      .no_gradient("piecewise constant");
}

DType bool_result(Infer&) { return DType::kBool; }
DType operand(Infer& infer) { return infer.promoted(0, 1); }

FunctionBuilder& kind_of_number(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "Operand. Integers are finite numbers.", "numeric")
      .output("out", "True where it is so, of x's shape.", "bool", "[...]")
      .method_of_tensor()
      .result_dtype(bool_result)
      .compute_dtype(operand)
      .no_gradient("piecewise constant");
}
}  // namespace

MIXGRAD_FUNCTION(floor) {
  rounding<Instruction::kFloor>(f, "Python Array API standard 2024.12, floor")
      .summary("Rounds each element down.")
      .description("The largest whole number that is not above the element. NaN and infinities stay.")
      .math("out_i = \\lfloor x_i \\rfloor")
      .example(R"(
        expect floor(tensor([1.5, -1.5, 2])) = [1, -2, 2]
      )");
}

MIXGRAD_FUNCTION(ceil) {
  rounding<Instruction::kCeil>(f, "Python Array API standard 2024.12, ceil")
      .summary("Rounds each element up.")
      .description("The smallest whole number that is not below the element. NaN and infinities stay.")
      .math("out_i = \\lceil x_i \\rceil")
      .example(R"(
        expect ceil(tensor([1.5, -1.5, 2])) = [2, -1, 2]
      )");
}

MIXGRAD_FUNCTION(trunc) {
  rounding<Instruction::kTrunc>(f, "Python Array API standard 2024.12, trunc")
      .summary("Rounds each element towards zero.")
      .description("Drops the fraction. NaN and infinities stay.")
      .math("out_i = \\operatorname{sgn}(x_i) \\lfloor |x_i| \\rfloor")
      .example(R"(
        expect trunc(tensor([1.5, -1.5, 2])) = [1, -1, 2]
      )");
}

MIXGRAD_FUNCTION(round) {
  rounding<Instruction::kRound>(f, "Python Array API standard 2024.12, round")
      .summary("Rounds each element to the nearest whole number.")
      .description("Halves go to the even neighbour. NaN and infinities stay.")
      .math("out_i = \\operatorname{round}(x_i)")
      .example(R"(
        expect round(tensor([0.5, 1.5, -2.7])) = [0, 2, -3]
      )");
}

MIXGRAD_FUNCTION(isnan) {
  kind_of_number(f, "Python Array API standard 2024.12, isnan")
      .summary("Tells where elements are not a number (NaN).")
      .description("Integers are never NaN.")
      .math("out_i = [x_i \\ne x_i]")
      .elementwise(unary_instruction<Instruction::kIsNan>)
      .example(R"(
        expect isnan(divide(tensor([0, 1]), 0)) = [true, false]
      )");
}

MIXGRAD_FUNCTION(isinf) {
  kind_of_number(f, "Python Array API standard 2024.12, isinf")
      .summary("Tells where elements are infinite.")
      .description("Both infinities count. Integers are never infinite.")
      .math("out_i = [|x_i| = \\infty]")
      .elementwise(unary_instruction<Instruction::kIsInf>)
      .example(R"(
        expect isinf(divide(tensor([0, -1]), 0)) = [false, true]
      )");
}

MIXGRAD_FUNCTION(isfinite) {
  kind_of_number(f, "Python Array API standard 2024.12, isfinite")
      .summary("Tells where elements are finite numbers.")
      .description("False for NaN and the infinities. Integers are always finite.")
      .math("out_i = [|x_i| < \\infty]")
      .elementwise([](Program& p) {
        uint8_t x = p.input(0);
        uint8_t odd = p.add(Instruction::kLogicalOr, p.add(Instruction::kIsNan, x), p.add(Instruction::kIsInf, x));
        p.add(Instruction::kLogicalNot, odd);
      })
      .example(R"(
        expect isfinite(divide(tensor([0, 1, 2]), tensor([0, 0, 1]))) = [false, false, true]
      )");
}

}  // namespace mixgrad
