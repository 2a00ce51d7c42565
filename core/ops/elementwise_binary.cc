// Elementwise functions of two operands. Either operand may be a plain number (a weak scalar).
#include <cmath>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
FunctionBuilder& binary(FunctionBuilder& f, const char* reference, const char* dtypes = "numeric") {
  return f.reference(reference)
      .tensor_or_number("x1", "First operand.", dtypes)
      .tensor_or_number("x2", "Second operand; its shape broadcasts with the first's.", dtypes)
      .output("out", "The result, of the operands' broadcast shape.", "promoted(x1, x2)", "broadcast(x1, x2)")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor();
}

// Each operand gets the gradient where it is the one chosen; equal operands get half each.
template <bool kLargest>
void choice_gradient(Backward& b) {
  Value x1 = b.operand(0), x2 = b.operand(1);
  Tensor shared = op<"multiply">(b.context, b.grad(), Value(0.5));
  Tensor equal = op<"equal">(b.context, x1, x2);
  for (int i = 0; i < 2; ++i) {
    if (!b.needs(i)) continue;
    Tensor chosen = (i == 0) == kLargest ? op<"greater">(b.context, x1, x2) : op<"less">(b.context, x1, x2);
    Tensor alone = op<"where">(b.context, chosen, b.grad(), Value(int64_t{0}));
    set_broadcast(b, i, op<"where">(b.context, equal, shared, alone));
  }
}

// y x^(y - 1). Where the exponent is 0 any other one may stand in: the factor y makes it 0.
Tensor slope_by_base(Context& context, const Value& x, const Value& y) {
  if (y.is_number()) {
    double exponent = y.as_float() == 0 ? 0 : y.as_float() - 1;
    Value lower = y.is(Kind::kInt) ? Value(static_cast<int64_t>(exponent)) : Value(exponent);
    return op<"multiply">(context, op<"pow">(context, x, lower), y);
  }
  Tensor zero = op<"equal">(context, y, Value(int64_t{0}));
  Tensor lower = op<"subtract">(context, op<"where">(context, zero, Value(int64_t{1}), y), Value(int64_t{1}));
  return op<"multiply">(context, op<"pow">(context, x, lower), y);
}
// 0 to a positive power stays 0: its logarithm must not make that NaN. A base of a narrower dtype than the power has
// its logarithm in the power's.
Value logarithm_of(Context& context, const Value& x, DType dtype) {
  if (x.is_number()) return Value(x.as_float() == 0 ? 0.0 : std::log(x.as_float()));
  Tensor zero = op<"equal">(context, x, Value(int64_t{0}));
  Tensor positive = op<"where">(context, zero, Value(int64_t{1}), x);
  return op<"log">(context, positive.dtype() == dtype ? positive : op<"astype">(context, positive, Value(dtype)));
}
}  // namespace

MIXGRAD_FUNCTION(add) {
  binary(f, "Python Array API standard 2024.12, add")
      .summary("Adds two tensors element by element.")
      .description("Integers wrap around. Booleans are not accepted: use logical_or.")
      .math("out_i = x1_i + x2_i")
      .language_operator("+")
      .in_place()
      .elementwise(binary_instruction<Instruction::kAdd>)
      .gradient({},
                [](Backward& b) {
                  if (b.needs(0)) set_broadcast(b, 0, b.grad());
                  if (b.needs(1)) set_broadcast(b, 1, b.grad());
                })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect add(x, tensor([10, 20])) = [[11, 22], [13, 24]]
        expect add(x, 1) = [[2, 3], [4, 5]]
      )");
}

MIXGRAD_FUNCTION(subtract) {
  binary(f, "Python Array API standard 2024.12, subtract")
      .summary("Subtracts the second tensor from the first, element by element.")
      .description("Integers wrap around.")
      .math("out_i = x1_i - x2_i")
      .alias("sub")
      .language_operator("-")
      .in_place()
      .elementwise(binary_instruction<Instruction::kSubtract>)
      .gradient({},
                [](Backward& b) {
                  if (b.needs(0)) set_broadcast(b, 0, b.grad());
                  if (b.needs(1)) set_broadcast(b, 1, op<"negative">(b.context, b.grad()));
                })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect subtract(x, tensor([1, 2])) = [[0, 0], [2, 2]]
        expect subtract(10, x) = [[9, 8], [7, 6]]
      )");
}

MIXGRAD_FUNCTION(multiply) {
  binary(f, "Python Array API standard 2024.12, multiply")
      .summary("Multiplies two tensors element by element.")
      .description("Integers wrap around. For products of matrices see matmul.")
      .math("out_i = x1_i * x2_i")
      .alias("mul")
      .language_operator("*")
      .in_place()
      .elementwise(binary_instruction<Instruction::kMultiply>)
      .gradient({"x1", "x2"},
                [](Backward& b) {
                  if (b.needs(0)) set_broadcast(b, 0, op<"multiply">(b.context, b.grad(), b.operand(1)));
                  if (b.needs(1)) set_broadcast(b, 1, op<"multiply">(b.context, b.grad(), b.operand(0)));
                })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect multiply(x, tensor([10, 100])) = [[10, 200], [30, 400]]
        expect multiply(x, 0.5) = [[0.5, 1], [1.5, 2]]
        do multiply_(x, x)
        expect x = [[1, 4], [9, 16]]
      )");
}

MIXGRAD_FUNCTION(divide) {
  binary(f, "Python Array API standard 2024.12, divide")
      .summary("Divides the first tensor by the second, element by element.")
      .description(
          "Integers are converted to float32 first; division by zero gives infinities or NaN, as IEEE 754 says.")
      .math("out_i = x1_i / x2_i")
      .alias("div")
      .language_operator("/")
      .in_place()
      .result_dtype(floating_result)
      .elementwise(binary_instruction<Instruction::kDivide>)
      .gradient({"x1", "x2"},
                [](Backward& b) {
                  if (b.needs(0)) set_broadcast(b, 0, op<"divide">(b.context, b.grad(), b.operand(1)));
                  if (b.needs(1)) {
                    Tensor quotient = op<"divide">(b.context, b.operand(0), b.operand(1));
                    Tensor slope = op<"divide">(b.context, op<"negative">(b.context, quotient), b.operand(1));
                    set_broadcast(b, 1, op<"multiply">(b.context, b.grad(), slope));
                  }
                })
      .example(R"(
        expect divide(tensor([1, 2, 3]), tensor([2, 2, 4])) = [0.5, 1, 0.75]
        expect divide(tensor([1, 2], dtype: int64), 2) = [0.5, 1]
      )");
}

MIXGRAD_FUNCTION(pow) {
  binary(f, "Python Array API standard 2024.12, pow")
      .summary("Raises the first tensor to the power of the second, element by element.")
      .description(
          "Integers wrap around; an integer to a negative power is the quotient rounded to zero. A negative number to "
          "a power that is "
          "not whole gives NaN. Anything to the power 0 is 1.")
      .math("out_i = x1_i^{x2_i}")
      .alias("power")
      .language_operator("**")
      .elementwise(binary_instruction<Instruction::kPow>)
      .gradient(
          {"x1", "x2", "out"},
          [](Backward& b) {
            if (b.needs(0))
              set_broadcast(b, 0,
                            op<"multiply">(b.context, b.grad(), slope_by_base(b.context, b.operand(0), b.operand(1))));
            if (b.needs(1)) {
              Tensor slope =
                  op<"multiply">(b.context, b.output(0), logarithm_of(b.context, b.operand(0), b.output_spec().dtype));
              set_broadcast(b, 1, op<"multiply">(b.context, b.grad(), slope));
            }
          })
      .example(R"(
        expect pow(tensor([1, 2, 3]), 2) = [1, 4, 9]
        expect pow(2, tensor([0, 1, 3])) = [1, 2, 8]
      )");
}

MIXGRAD_FUNCTION(maximum) {
  binary(f, "Python Array API standard 2024.12, maximum")
      .summary("The larger of two tensors, element by element.")
      .description(
          "NaN wins over every number; of two zeros the positive one does. Where the operands are equal, each gets "
          "half of the gradient.")
      .math("out_i = max(x1_i, x2_i)")
      .elementwise(binary_instruction<Instruction::kMaximum>)
      .gradient({"x1", "x2"}, choice_gradient<true>)
      .example(R"(
        expect maximum(tensor([1, 5, 3]), tensor([4, 2, 3])) = [4, 5, 3]
        expect maximum(tensor([-1, 2]), 0) = [0, 2]
      )");
}

MIXGRAD_FUNCTION(minimum) {
  binary(f, "Python Array API standard 2024.12, minimum")
      .summary("The smaller of two tensors, element by element.")
      .description(
          "NaN wins over every number; of two zeros the negative one does. Where the operands are equal, each gets "
          "half of the gradient.")
      .math("out_i = min(x1_i, x2_i)")
      .elementwise(binary_instruction<Instruction::kMinimum>)
      .gradient({"x1", "x2"}, choice_gradient<false>)
      .example(R"(
        expect minimum(tensor([1, 5, 3]), tensor([4, 2, 3])) = [1, 2, 3]
        expect minimum(tensor([-1, 2]), 0) = [-1, 0]
      )");
}

MIXGRAD_FUNCTION(floor_divide) {
  binary(f, "Python Array API standard 2024.12, floor_divide")
      .summary("Divides and rounds down to a whole number, element by element.")
      .description("An integer divided by zero gives 0; floats follow IEEE 754.")
      .math("out_i = \\lfloor x1_i / x2_i \\rfloor")
      .language_operator("//")
      .elementwise(binary_instruction<Instruction::kFloorDivide>)
      .no_gradient("piecewise constant")
      .example(R"(
        expect floor_divide(tensor([7, -7, 6]), 3) = [2, -3, 2]
      )");
}

MIXGRAD_FUNCTION(remainder) {
  binary(f, "Python Array API standard 2024.12, remainder")
      .summary("What a division rounded down leaves, element by element.")
      .description(
          "The result has the sign of the second operand. An integer divided by zero leaves 0; a float leaves NaN.")
      .math("out_i = x1_i - x2_i \\lfloor x1_i / x2_i \\rfloor")
      .language_operator("%")
      .elementwise(binary_instruction<Instruction::kRemainder>)
      .gradient({"x1", "x2"},
                [](Backward& b) {
                  if (b.needs(0)) set_broadcast(b, 0, b.grad());
                  if (b.needs(1)) {
                    Tensor whole = op<"floor_divide">(b.context, b.operand(0), b.operand(1));
                    set_broadcast(b, 1, op<"negative">(b.context, op<"multiply">(b.context, b.grad(), whole)));
                  }
                })
      .example(R"(
        expect remainder(tensor([7, -7, 6]), 3) = [1, 2, 0]
      )");
}

}  // namespace mixgrad
